using Lanner.Runtime;

namespace Lanner;

/// <content>What guests have, and whether they may have more.</content>
public sealed partial class Store
{
    private readonly List<Memory> _memories = [];
    private readonly Lock _accounts = new();
    private long _memoryBytes;
    private long _tableElements;
    private int _tables;
    private int _instances;

    /// <summary>Counts more bytes of memories, if the limits allow.</summary>
    internal bool TryAddMemoryBytes(ulong bytes)
    {
        lock (_accounts)
        {
            var limit = Limits.MemoryBytes ?? long.MaxValue;
            if (bytes > (ulong)(limit - _memoryBytes))
            {
                return false;
            }

            _memoryBytes += (long)bytes;
            return true;
        }
    }

    /// <summary>Takes back what <see cref="TryAddMemoryBytes"/> counted, since the host did not have it.</summary>
    internal void RemoveMemoryBytes(ulong bytes)
    {
        lock (_accounts)
        {
            _memoryBytes -= (long)bytes;
        }
    }

    /// <summary>Counts more elements of tables, if the limits allow.</summary>
    internal bool TryAddTableElements(ulong elements)
    {
        lock (_accounts)
        {
            if (elements > (ulong)(Limits.TableElements - _tableElements))
            {
                return false;
            }

            _tableElements += (long)elements;
            return true;
        }
    }

    /// <summary>Counts a table.</summary>
    internal void AddTable()
    {
        if (Interlocked.Increment(ref _tables) > Limits.Tables)
        {
            throw new ResourceLimitException($"The store may hold {Limits.Tables} tables.");
        }
    }

    /// <summary>Counts an instance.</summary>
    internal void AddInstance()
    {
        if (Interlocked.Increment(ref _instances) > Limits.Instances)
        {
            throw new ResourceLimitException($"The store may hold {Limits.Instances} instances.");
        }
    }

    /// <summary>Makes the store the owner of a memory.</summary>
    internal void Add(Memory memory)
    {
        lock (_accounts)
        {
            _memories.Add(memory);
        }
    }

    /// <summary>Refuses one memory more than the limits allow.</summary>
    internal void CheckMemoryCount()
    {
        lock (_accounts)
        {
            if (_memories.Count >= Limits.Memories)
            {
                throw new ResourceLimitException($"The store may hold {Limits.Memories} memories.");
            }
        }
    }

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
