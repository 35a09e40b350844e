using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>The threads of an instance by index. Each counts as the elements of tables that a handle counts as.</summary>
internal sealed class ThreadTable(Store store)
{
    private readonly List<ComponentThread?> _threads = [null];
    private readonly Stack<uint> _free = new();

    /// <summary>The threads, in the order of their indices.</summary>
    internal IEnumerable<ComponentThread> All => _threads.OfType<ComponentThread>();

    internal void Add(ComponentThread thread)
    {
        if (_free.TryPop(out var index))
        {
            _threads[(int)index] = thread;
        }
        else
        {
            if (store.TryAddTableElements(HandleTable.ElementsOfHandle) is { } limit)
            {
                throw AbiTraps.TooManyHandles(limit);
            }

            index = (uint)_threads.Count;
            _threads.Add(thread);
        }

        thread.Index = index;
    }

    internal void Remove(ComponentThread thread)
    {
        _threads[(int)thread.Index] = null;
        _free.Push(thread.Index);
        thread.Index = 0;
    }

    internal ComponentThread Get(uint index) => (index < (uint)_threads.Count ? _threads[(int)index] : null)
        ?? throw AbiTraps.Of($"unknown thread index {index}");
}
