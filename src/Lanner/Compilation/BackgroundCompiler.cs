using Lanner.Runtime;

namespace Lanner.Compilation;

/// <summary>Compiles functions of modules while their instances run already, on a bounded number of threads. Modules come one after the
/// other, and all threads work on the first that has functions left. The threads end when there is nothing to do.</summary>
internal sealed class BackgroundCompiler(int maximumThreads)
{
    /// <summary>The JIT needs more stack for large functions than threads have by default.</summary>
    private const int StackSize = 16 << 20;

    private readonly Lock _gate = new();
    private readonly LinkedList<Work> _queue = [];
    private int _threads;
    private bool _isStopped;

    /// <summary>Has the functions of a module compiled. It is not kept alive for that.</summary>
    internal void Add(CompiledModule module, int[] order)
    {
        lock (_gate)
        {
            if (_isStopped || order.Length == 0)
            {
                return;
            }

            _queue.AddLast(new Work(new WeakReference<CompiledModule>(module), order));
            while (_threads < int.Min(maximumThreads, order.Length))
            {
                _threads++;
                new Thread(Run, StackSize) { IsBackground = true, Name = "Lanner compiler", Priority = ThreadPriority.BelowNormal }.Start();
            }
        }
    }

    /// <summary>Drops what is not compiled yet.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _queue.Clear();
        }
    }

    private void Run()
    {
        while (TryTake(out var module, out var functionIndex))
        {
            try
            {
                module.Prepare(functionIndex);
            }
            catch (Exception)
            {
                // Whatever is wrong with the function, whoever calls it is told.
            }
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CompiledModule? module, out int functionIndex)
    {
        lock (_gate)
        {
            while (_queue.First is { Value: var work })
            {
                if (work.Next < work.Order.Length && work.Module.TryGetTarget(out module) && !module.IsDisposed)
                {
                    functionIndex = work.Order[work.Next++];
                    return true;
                }

                _queue.RemoveFirst();
            }

            _threads--;
            (module, functionIndex) = (null, -1);
            return false;
        }
    }

    private sealed class Work(WeakReference<CompiledModule> module, int[] order)
    {
        internal WeakReference<CompiledModule> Module { get; } = module;

        internal int[] Order { get; } = order;

        internal int Next { get; set; }
    }
}
