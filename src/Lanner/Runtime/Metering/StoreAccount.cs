namespace Lanner.Runtime;

/// <summary>The account of what the guests of a store hold, of everything that has a size or a number; it decides whether they may have
/// more. Stores of the threads of one program have one together. Thread-safe.</summary>
internal sealed class StoreAccount(StoreLimits limits, EngineAccount engine) : IHeapLimiter
{
    private readonly Lock _gate = new();
    /// <summary>The part of the address space that is left that one memory may have.</summary>
    private const int ShareOfReservation = 4;

    private long _memoryBytes;
    private long _addressSpace;
    private long _tableElements;
    private long _reportedHeap;
    private int _memories;
    private int _tables;
    private int _instances;
    private int _shares;
    private HeapAccount? _heap;

    ~StoreAccount() => ReportHeap(0);

    /// <summary>The account of the guests' objects on the CLR's heap.</summary>
    internal HeapAccount Heap
    {
        get
        {
            lock (_gate)
            {
                return _heap ??= new HeapAccount(this, Math.Min(HeapLimit, MemoryLimit));
            }
        }
    }

    /// <summary>The number of bytes that everything that guests hold may take.</summary>
    internal long MostBytes => Math.Min(MemoryLimit, engine.MostBytes);

    /// <inheritdoc/>
    long IHeapLimiter.Room => Math.Max(
        0,
        Math.Min(
            Math.Min(HeapLimit, MemoryLimit - HeldBesidesHeap),
            engine.MostBytes - engine.HeldBytes + Volatile.Read(ref _reportedHeap)));

    /// <summary>The most address space that one memory should reserve, if it can do with less: a part of what is left, so that there is
    /// some for others.</summary>
    internal long LargestReservation => Math.Max(
        0,
        Math.Min(MostAddressSpace - Volatile.Read(ref _addressSpace), engine.MostAddressSpace - engine.AddressSpace) / ShareOfReservation);

    /// <summary>The number of bytes of address space that memories may reserve: the host's limit, or a quarter of what those of the process
    /// may.</summary>
    private long MostAddressSpace { get; } = limits.AddressSpaceBytes ?? ProcessBudget.MostAddressSpace / 4;

    private long MemoryLimit { get; } = limits.MemoryBytes ?? engine.MostOfStore;

    private long HeapLimit => limits.HeapBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    private long HeldBesidesHeap => Volatile.Read(ref _memoryBytes) + (Volatile.Read(ref _tableElements) * TableOperations.ElementSize);

    /// <summary>Counts bytes of memories, if the limits allow.</summary>
    internal bool TryAddMemory(long bytes)
    {
        lock (_gate)
        {
            if (!HasRoom(bytes) || !engine.TryAddMemory(bytes))
            {
                return false;
            }

            _memoryBytes += bytes;
            return true;
        }
    }

    internal void RemoveMemory(long bytes)
    {
        lock (_gate)
        {
            _memoryBytes -= bytes;
            engine.RemoveMemory(bytes);
        }
    }

    /// <summary>The limit that does not allow some more bytes of memory, or null when it is none.</summary>
    internal ResourceLimit? LimitFor(long bytes)
    {
        lock (_gate)
        {
            return HasRoom(bytes) ? engine.LimitFor(bytes) : new ResourceLimit(ResourceKind.Memory, MemoryLimit);
        }
    }

    /// <summary>Counts address space that a memory reserves.</summary>
    /// <returns>The limit that does not allow it, or null when it is counted.</returns>
    internal ResourceLimit? TryReserve(long bytes)
    {
        lock (_gate)
        {
            if (bytes > MostAddressSpace - _addressSpace)
            {
                return new ResourceLimit(ResourceKind.StoreAddressSpace, MostAddressSpace);
            }

            if (!engine.TryReserve(bytes))
            {
                return new ResourceLimit(ResourceKind.EngineAddressSpace, engine.MostAddressSpace);
            }

            _addressSpace += bytes;
            return null;
        }
    }

    internal void Unreserve(long bytes)
    {
        lock (_gate)
        {
            _addressSpace -= bytes;
            engine.Unreserve(bytes);
        }
    }

    /// <summary>Counts elements of tables, if the limits allow.</summary>
    /// <returns>The limit that does not allow them, or null when they are counted.</returns>
    internal ResourceLimit? TryAddTableElements(long elements)
    {
        lock (_gate)
        {
            if (elements > limits.TableElements - _tableElements)
            {
                return new ResourceLimit(ResourceKind.TableElements, limits.TableElements);
            }

            var bytes = elements * TableOperations.ElementSize;
            if (!HasRoom(bytes))
            {
                return new ResourceLimit(ResourceKind.Memory, MemoryLimit);
            }

            if (!ProcessHeap.TryMakeRoom(bytes))
            {
                return new ResourceLimit(ResourceKind.ProcessHeap, ProcessHeap.Limit);
            }

            if (!engine.TryAddMemory(bytes))
            {
                return engine.LimitFor(bytes);
            }

            _tableElements += elements;
            return null;
        }
    }

    internal void RemoveTableElements(long elements)
    {
        lock (_gate)
        {
            _tableElements -= elements;
            engine.RemoveMemory(elements * TableOperations.ElementSize);
        }
    }

    /// <summary>Refuses one memory more than the limits allow.</summary>
    internal void CheckMemoryCount()
    {
        if (Volatile.Read(ref _memories) >= limits.Memories)
        {
            throw new ResourceLimitException(new ResourceLimit(ResourceKind.Memories, limits.Memories));
        }
    }

    /// <summary>Counts a memory.</summary>
    internal void AddMemory() => Interlocked.Increment(ref _memories);

    /// <summary>Counts a table.</summary>
    internal void AddTable() => Count(ref _tables, limits.Tables, ResourceKind.Tables);

    /// <summary>Counts an instance.</summary>
    internal void AddInstance()
    {
        Count(ref _instances, limits.Instances, ResourceKind.Instances);
        try
        {
            engine.AddInstance();
        }
        catch (ResourceLimitException)
        {
            Interlocked.Decrement(ref _instances);
            throw;
        }
    }

    /// <summary>Counts a store that uses the account.</summary>
    internal void AddShare() => Interlocked.Increment(ref _shares);

    /// <summary>Takes back <see cref="AddShare"/>. With the last store the heap is nobody's any more.</summary>
    internal void RemoveShare()
    {
        if (Interlocked.Decrement(ref _shares) == 0)
        {
            ReportHeap(0);
        }
    }

    /// <summary>Takes back what one of the stores had.</summary>
    internal void Remove(int memories, int tables, int instances)
    {
        Interlocked.Add(ref _memories, -memories);
        Interlocked.Add(ref _tables, -tables);
        Interlocked.Add(ref _instances, -instances);
        engine.RemoveInstances(instances);
    }

    /// <inheritdoc/>
    bool IHeapLimiter.IsTighter(long held, long roomBefore)
    {
        ReportHeap(held);
        return ((IHeapLimiter)this).Room < roomBefore || ProcessHeap.IsFull;
    }

    /// <inheritdoc/>
    ResourceLimit? IHeapLimiter.FindExceeded(long held, long wanted, bool isCollected)
    {
        ReportHeap(held);
        if (held + wanted > HeapLimit)
        {
            return new ResourceLimit(ResourceKind.Heap, HeapLimit);
        }

        if (held + wanted > MemoryLimit - HeldBesidesHeap)
        {
            return new ResourceLimit(ResourceKind.Memory, MemoryLimit);
        }

        if (engine.LimitFor(wanted) is { } all)
        {
            return all;
        }

        var hasRoom = isCollected ? ProcessHeap.HadRoomFor(wanted) : !ProcessHeap.IsTooSmallFor(wanted);
        return hasRoom ? null : new ResourceLimit(ResourceKind.ProcessHeap, ProcessHeap.Limit);
    }

    private void ReportHeap(long held) => engine.AddHeap(held - Interlocked.Exchange(ref _reportedHeap, held));

    private static void Count(ref int number, int most, ResourceKind kind)
    {
        if (Interlocked.Increment(ref number) > most)
        {
            Interlocked.Decrement(ref number);
            throw new ResourceLimitException(new ResourceLimit(kind, most));
        }
    }

    /// <summary>Tests whether there is room for bytes besides the heap, when garbage does not count.</summary>
    private bool HasRoom(long bytes)
    {
        var room = MemoryLimit - HeldBesidesHeap - bytes;
        return room >= 0 && (_heap is null || _heap.Charged <= room || _heap.TryShrink(room));
    }
}
