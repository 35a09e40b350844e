using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The account of everything that all stores of an engine use together. Thread-safe.</summary>
internal sealed class EngineAccount(EngineLimits limits)
{
    private long _memoryBytes;
    private long _heapBytes;
    private readonly CollectionPace _codePace = new();
    private long _codeBytes;
    private long _addressSpace;
    private int _instances;

    /// <summary>The number of bytes that memories, tables and the heap may take: the host's limit, or all but an eighth of what the system
    /// has and what code takes of that.</summary>
    internal long MostBytes => limits.MemoryBytes ?? (SystemLimits.Memory / 8 * 7) - CodeBytes;

    /// <summary>The number of bytes that code and metadata of modules may take: the host's limit, or an eighth of what the system
    /// has.</summary>
    internal long MostCodeBytes { get; } = limits.CodeBytes ?? SystemLimits.Memory / 8;

    /// <summary>The number of those bytes that a store may have that has no limit of its own: where the host has said nothing at all, a
    /// part is left for the others.</summary>
    internal long MostOfStore { get; } = limits.MemoryBytes is null ? SystemLimits.Memory / 4 * 3 : long.MaxValue;

    /// <summary>The number of bytes of address space that memories may reserve, if the host has set a limit.</summary>
    internal long MostAddressSpace { get; } = limits.AddressSpaceBytes ?? long.MaxValue;

    /// <summary>The bytes of address space that memories have reserved.</summary>
    internal long AddressSpace => Volatile.Read(ref _addressSpace);

    /// <summary>The bytes of memories and tables.</summary>
    internal long MemoryBytes => Volatile.Read(ref _memoryBytes);

    /// <summary>The bytes of memories, tables and, about, the heap.</summary>
    internal long HeldBytes => MemoryBytes + Volatile.Read(ref _heapBytes);

    /// <summary>The bytes of code and metadata, about.</summary>
    internal long CodeBytes => Volatile.Read(ref _codeBytes);

    internal int Instances => Volatile.Read(ref _instances);

    internal bool TryAddMemory(long bytes) => BoundedSum.TryAdd(ref _memoryBytes, bytes, MostBytes - Volatile.Read(ref _heapBytes));

    internal void RemoveMemory(long bytes) => Interlocked.Add(ref _memoryBytes, -bytes);

    /// <summary>Takes notice that a store's part of the heap has become larger or smaller.</summary>
    internal void AddHeap(long change) => Interlocked.Add(ref _heapBytes, change);

    /// <summary>The limit, if it does not allow some more bytes.</summary>
    internal ResourceLimit? LimitFor(long bytes) =>
        bytes > MostBytes - HeldBytes ? new ResourceLimit(ResourceKind.EngineMemory, MostBytes) : null;

    /// <summary>Counts bytes of code and metadata until what they are for is collected.</summary>
    /// <returns>The share, which gives them back when it is finalized: whatever cannot be there without the code is to refer to
    /// it.</returns>
    /// <exception cref="ResourceLimitException">There is no room, also when what nobody uses any more has been collected.</exception>
    internal CodeShare AddCode(long bytes)
    {
        if (!TryAddCode(bytes) && !_codePace.TryMakeRoom(() => TryAddCodeAfterCollections(bytes)))
        {
            throw new ResourceLimitException(new ResourceLimit(ResourceKind.Code, MostCodeBytes), "There is no room for a module");
        }

        return new CodeShare(this, bytes);
    }

    internal void RemoveCode(long bytes) => Interlocked.Add(ref _codeBytes, -bytes);

    private bool TryAddCode(long bytes) => BoundedSum.TryAdd(ref _codeBytes, bytes, MostCodeBytes);

    /// <summary>Collects code that nobody uses. The CLR unloads it in several steps, between which finalizers run: these are given a moment
    /// only, since some of the host may wait for this thread.</summary>
    private bool TryAddCodeAfterCollections(long bytes)
    {
        const int steps = 4;
        for (var step = 0; step < steps; step++)
        {
            GC.Collect();
            if (SpinWait.SpinUntil(() => TryAddCode(bytes), TimeSpan.FromMilliseconds(20)))
            {
                return true;
            }
        }

        return false;
    }

    internal void AddInstance()
    {
        if (Interlocked.Increment(ref _instances) > (limits.Instances ?? int.MaxValue))
        {
            Interlocked.Decrement(ref _instances);
            throw new ResourceLimitException(new ResourceLimit(ResourceKind.EngineInstances, limits.Instances!.Value));
        }
    }

    internal bool TryReserve(long bytes) => BoundedSum.TryAdd(ref _addressSpace, bytes, MostAddressSpace);

    internal void Unreserve(long bytes) => Interlocked.Add(ref _addressSpace, -bytes);

    internal void RemoveInstances(int count) => Interlocked.Add(ref _instances, -count);
}
