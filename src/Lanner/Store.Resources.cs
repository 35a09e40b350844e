using Lanner.Runtime;

namespace Lanner;

/// <content>What guests have, and whether they may have more.</content>
public sealed partial class Store
{
    private readonly List<Memory> _memories = [];
    private readonly Lock _accounts = new();
    private readonly StoreShare _share;
    private bool _areMemoriesFreed;

    /// <summary>The account of the guests' objects on the CLR's heap.</summary>
    internal HeapAccount Heap => _share.Account.Heap;

    /// <summary>The limiter, which decides how large memories may become.</summary>
    internal IMemoryLimiter MemoryLimiter => _share;

    /// <summary>Counts more elements of tables, if the limits allow.</summary>
    /// <returns>The limit that does not allow them, or null when they are counted.</returns>
    internal ResourceLimit? TryAddTableElements(ulong elements) => _share.TryAddTableElements(elements);

    /// <summary>Takes back what <see cref="TryAddTableElements"/> allowed.</summary>
    internal void RemoveTableElements(ulong elements) => _share.RemoveTableElements(elements);

    /// <summary>Counts a table.</summary>
    internal void AddTable() => _share.AddTable();

    /// <summary>Counts an instance, and how much it takes.</summary>
    internal void AddInstance(long bytes) => _share.AddInstance(bytes);

    /// <summary>Makes the store the owner of a memory.</summary>
    /// <exception cref="ObjectDisposedException">The store was disposed of while the memory was made. It is freed.</exception>
    internal void Add(Memory memory)
    {
        _share.AddMemory();
        lock (_accounts)
        {
            if (!_areMemoriesFreed)
            {
                _memories.Add(memory);
                return;
            }
        }

        memory.Free();
        ThrowIfDisposed();
    }

    /// <summary>Refuses one memory more than the limits allow.</summary>
    internal void CheckMemoryCount() => _share.Account.CheckMemoryCount();

    internal bool Owns(Memory memory)
    {
        lock (_accounts)
        {
            return _memories.Contains(memory);
        }
    }

    /// <summary>Frees the memories. Before a place can go to anybody else, what the instances have of it is replaced by a memory without a
    /// byte: no code of the store should run any more, and if it did, it would find nothing.</summary>
    private void FreeMemories()
    {
        Memory[] memories;
        lock (_accounts)
        {
            memories = [.. _memories.Where(memory => !memory.Type.IsShared)];
            _memories.Clear();
            _areMemoriesFreed = true;
        }

        foreach (var memory in memories)
        {
            memory.Close();
        }

        foreach (var state in States)
        {
            state.Bind();
        }

        foreach (var memory in memories)
        {
            memory.Free();
        }
    }
}
