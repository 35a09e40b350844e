using Lanner.Runtime;

namespace Lanner;

/// <content>What guests have, and whether they may have more.</content>
public sealed partial class Store
{
    private readonly List<Memory> _memories = [];
    private readonly Lock _accounts = new();
    private readonly StoreShare _share;

    /// <summary>How much of the CLR's heap the guests' objects take.</summary>
    internal HeapAccount Heap => _share.Account.Heap;

    /// <summary>Who decides how large memories may become.</summary>
    internal IMemoryLimiter MemoryLimiter => _share;

    /// <summary>Counts more elements of tables, if the limits allow.</summary>
    /// <returns>The limit that does not allow them, or null when they are counted.</returns>
    internal ResourceLimit? TryAddTableElements(ulong elements) => _share.TryAddTableElements(elements);

    /// <summary>Takes back what <see cref="TryAddTableElements"/> allowed.</summary>
    internal void RemoveTableElements(ulong elements) => _share.RemoveTableElements(elements);

    /// <summary>Counts a table.</summary>
    internal void AddTable() => _share.AddTable();

    /// <summary>Counts an instance.</summary>
    internal void AddInstance() => _share.AddInstance();

    /// <summary>Makes the store the owner of a memory.</summary>
    internal void Add(Memory memory)
    {
        _share.AddMemory();
        lock (_accounts)
        {
            _memories.Add(memory);
        }
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

    private void FreeMemories()
    {
        foreach (var memory in _memories)
        {
            if (!memory.Type.IsShared)
            {
                memory.Free();
            }
        }

        _memories.Clear();
    }
}
