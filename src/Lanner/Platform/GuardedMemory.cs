namespace Lanner.Platform;

/// <summary>Slots of address space for guarded memories: everything that a 32-bit address and a 32-bit offset can reach, so that an access either hits the memory or
/// faults. Slots are used again after they were freed. Thread-safe.</summary>
internal static unsafe class GuardedMemory
{
    /// <summary>Before byte 0 of a memory, for its size word.</summary>
    internal static nuint HeaderSize { get; } = VirtualMemory.PageSize;

    /// <summary>The header, 2^32 addresses plus 2^32 offsets, and room for the width of the access.</summary>
    private static readonly nuint SlotSize = HeaderSize + unchecked((nuint)(8UL << 30)) + (64 << 10);

    private static readonly Lock Gate = new();
    private static readonly Stack<nint> Free = new();

    /// <summary>Whether the machine can guard memories.</summary>
    internal static bool IsSupported { get; } = FaultHandler.IsSupported && TryFill();

    /// <summary>A slot in which nothing is accessible, or null when the address space is used up.</summary>
    internal static byte* TryTake()
    {
        lock (Gate)
        {
            return Free.Count > 0 || TryFill() ? (byte*)Free.Pop() : null;
        }
    }

    /// <summary>Takes a slot back.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="used">How much of it, from its start, was ever committed.</param>
    internal static void Return(byte* slot, nuint used)
    {
        VirtualMemory.Decommit(slot, used);
        lock (Gate)
        {
            Free.Push((nint)slot);
        }
    }

    /// <summary>Reserves slots, many at a time: the fault handler looks at every reservation.</summary>
    private static bool TryFill()
    {
        foreach (var count in (ReadOnlySpan<int>)[64, 8, 1])
        {
            var size = (nuint)count * SlotSize;
            var arena = VirtualMemory.TryReserve(size);
            if (arena is null)
            {
                continue;
            }

            if (!FaultHandler.TryAddRange(arena, size))
            {
                VirtualMemory.Release(arena, size);
                return false;
            }

            for (var index = count - 1; index >= 0; index--)
            {
                Free.Push((nint)(arena + ((nuint)index * SlotSize)));
            }

            return true;
        }

        return false;
    }
}
