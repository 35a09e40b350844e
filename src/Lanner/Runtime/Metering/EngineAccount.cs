using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The account of everything that all stores of an engine use together. Thread-safe.</summary>
internal sealed class EngineAccount(EngineLimits limits)
{
    private long _memoryBytes;
    private long _heapBytes;
    private int _instances;

    /// <summary>The number of bytes that memories, tables and the heap may take: the host's limit, or all but an eighth of what the system
    /// has.</summary>
    internal long MostBytes { get; } = limits.MemoryBytes ?? SystemLimits.Memory / 8 * 7;

    /// <summary>The number of those bytes that a store may have that has no limit of its own: where the host has said nothing at all, a
    /// part is left for the others.</summary>
    internal long MostOfStore { get; } = limits.MemoryBytes is null ? SystemLimits.Memory / 4 * 3 : long.MaxValue;

    /// <summary>The bytes of memories and tables.</summary>
    internal long MemoryBytes => Volatile.Read(ref _memoryBytes);

    /// <summary>The bytes of memories, tables and, about, the heap.</summary>
    internal long HeldBytes => MemoryBytes + Volatile.Read(ref _heapBytes);

    internal int Instances => Volatile.Read(ref _instances);

    internal bool TryAddMemory(long bytes)
    {
        for (var before = MemoryBytes; bytes <= MostBytes - Volatile.Read(ref _heapBytes) - before;)
        {
            var found = Interlocked.CompareExchange(ref _memoryBytes, before + bytes, before);
            if (found == before)
            {
                return true;
            }

            before = found;
        }

        return false;
    }

    internal void RemoveMemory(long bytes) => Interlocked.Add(ref _memoryBytes, -bytes);

    /// <summary>Takes notice that a store's part of the heap has become larger or smaller.</summary>
    internal void AddHeap(long change) => Interlocked.Add(ref _heapBytes, change);

    /// <summary>The limit, if it does not allow some more bytes.</summary>
    internal ResourceLimit? LimitFor(long bytes) =>
        bytes > MostBytes - HeldBytes ? new ResourceLimit(ResourceKind.EngineMemory, MostBytes) : null;

    internal void AddInstance()
    {
        if (Interlocked.Increment(ref _instances) > (limits.Instances ?? int.MaxValue))
        {
            Interlocked.Decrement(ref _instances);
            throw new ResourceLimitException(new ResourceLimit(ResourceKind.EngineInstances, limits.Instances!.Value));
        }
    }

    internal void RemoveInstances(int count) => Interlocked.Add(ref _instances, -count);
}
