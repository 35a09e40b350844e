namespace Lanner;

/// <summary>Compiles modules for a cache, one after the other, on a thread that is there as long as there is something to do. What it has
/// not done when the process ends is not done.</summary>
internal sealed class CacheFiller(CodeCache cache)
{
    /// <summary>Building and emitting trees recurses with the depth of expressions, as on the threads of the background compiler.</summary>
    private const int StackSize = 16 << 20;

    /// <summary>More modules than this do not wait: they are added another time.</summary>
    private const int MostWaiting = 64;

    private readonly Queue<Module> _modules = [];
    private bool _isRunning;

    internal void Add(Module module)
    {
        lock (_modules)
        {
            if (_modules.Count == MostWaiting)
            {
                return;
            }

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
            catch (Exception)
            {
                // Whatever it is, nobody asked for this, and the module goes on to be compiled while it runs.
            }
        }
    }

    private Module? Next()
    {
        lock (_modules)
        {
            while (_modules.TryDequeue(out var module))
            {
                if (!module.Compiled.IsDisposed)
                {
                    return module;
                }
            }

            _isRunning = false;
            return null;
        }
    }
}
