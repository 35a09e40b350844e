using Lanner.Runtime;

namespace Lanner;

/// <content>What guests have, and whether they may have more.</content>
public sealed partial class Store : IMemoryLimiter
{
    private readonly List<Memory> _memories = [];
    private readonly Lock _accounts = new();
    private readonly StoreShare _share;
    private long _memoryBytes;
    private long _tableElements;
    private int _tables;
    private int _instances;
    private bool _areMemoriesFreed;

    /// <inheritdoc/>
    bool IMemoryLimiter.TryGrow(ulong oldBytes, ulong newBytes)
    {
        lock (_accounts)
        {
            var limit = Limits.MemoryBytes ?? long.MaxValue;
            if (newBytes - oldBytes > (ulong)(limit - _memoryBytes) || !_share.TryAddMemory((long)(newBytes - oldBytes)))
            {
                return false;
            }

            _memoryBytes += (long)(newBytes - oldBytes);
            return true;
        }
    }

    /// <inheritdoc/>
    void IMemoryLimiter.Undo(ulong oldBytes, ulong newBytes)
    {
        lock (_accounts)
        {
            _memoryBytes -= (long)(newBytes - oldBytes);
            _share.RemoveMemory((long)(newBytes - oldBytes));
        }
    }

    /// <inheritdoc/>
    ResourceLimit? IMemoryLimiter.LimitFor(ulong bytes)
    {
        lock (_accounts)
        {
            if (Limits.MemoryBytes is { } own && bytes > (ulong)(own - _memoryBytes))
            {
                return new ResourceLimit(ResourceKind.Memory, own);
            }

            return Engine.Options.Limits.MemoryBytes is { } all ? new ResourceLimit(ResourceKind.EngineMemory, all) : null;
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

    /// <summary>Takes back what <see cref="TryAddTableElements"/> allowed.</summary>
    internal void RemoveTableElements(ulong elements)
    {
        lock (_accounts)
        {
            _tableElements -= (long)elements;
        }
    }

    /// <summary>Counts a table.</summary>
    internal void AddTable()
    {
        if (Interlocked.Increment(ref _tables) > Limits.Tables)
        {
            throw new ResourceLimitException(new ResourceLimit(ResourceKind.Tables, Limits.Tables));
        }
    }

    /// <summary>Counts an instance.</summary>
    internal void AddInstance()
    {
        if (Interlocked.Increment(ref _instances) > Limits.Instances)
        {
            Interlocked.Decrement(ref _instances);
            throw new ResourceLimitException(new ResourceLimit(ResourceKind.Instances, Limits.Instances));
        }

        _share.AddInstance();
    }

    /// <summary>Makes the store the owner of a memory.</summary>
    /// <exception cref="ObjectDisposedException">The store was disposed of while the memory was made. It is freed.</exception>
    internal void Add(Memory memory)
    {
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
    internal void CheckMemoryCount()
    {
        lock (_accounts)
        {
            if (_memories.Count >= Limits.Memories)
            {
                throw new ResourceLimitException(new ResourceLimit(ResourceKind.Memories, Limits.Memories));
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

    /// <summary>Frees the memories. Before a place can go to anybody else, what the instances have of it is replaced by a memory without a byte: no code of the store should run any
    /// more, and if it did, it would find nothing.</summary>
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
