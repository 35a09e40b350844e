namespace Lanner;

/// <summary>Compiles modules for a cache, one after the other, on a thread that is there as long as there is something to do. What it has
/// not done when the process ends is not done.</summary>
internal sealed class CacheFiller(CodeCache cache)
{
    /// <summary>Building and emitting trees recurses with the depth of expressions, as on the threads of the background compiler.</summary>
    private const int StackSize = 16 << 20;

    private readonly Queue<Module> _modules = [];
    private bool _isRunning;

    internal void Add(Module module)
    {
        lock (_modules)
        {
            _modules.Enqueue(module);
            if (!_isRunning)
            {
                _isRunning = true;
                new Thread(Run, StackSize) { IsBackground = true, Name = "Lanner cache", Priority = ThreadPriority.Lowest }.Start();
            }
        }
    }

    private void Run()
    {
        while (Next() is { } module)
        {
            try
            {
                cache.Add(module);
            }
            catch (Exception exception) when (exception is LannerException or IOException or UnauthorizedAccessException)
            {
                // The module goes on to be compiled while it runs.
            }
        }
    }

    private Module? Next()
    {
        lock (_modules)
        {
            _isRunning = _modules.TryDequeue(out var module);
            return module;
        }
    }
}
