using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The pool of places for guarded memories.</summary>
/// <remarks>
/// <code>
///         slot n                                         slot n+1
/// ─ 2 GiB ─┼─ at most 4 GiB: the memory ─┬─ 4 GiB at least ─┼─ the memory …
///          Base                          end
///          (only what lies between Base and end is accessible)
/// </code>
/// <para>A guest's access is at Base + a 32-bit address + an offset that no memory is too small for (<see cref="Contain"/>), so that it
/// ends within the 8 GiB. An address that a mistake of the compiler extended with its sign would be up to 2 GiB in front of Base; there too
/// nothing is accessible, since no memory is larger than 4 GiB of the slot before.</para>
/// <para>Slots are reserved many at a time and never given back; a process has address space for about 16,000, of which guests get 12,000
/// (<see cref="ProcessBudget"/>). They are handed out again in the order in which they came back, so that a span that a host holds for too
/// long meets an inaccessible slot, and not another guest's memory, for as long as possible.</para>
/// </remarks>
internal static unsafe class GuardedSlots
{
    /// <summary>The largest size of a memory in a slot.</summary>
    internal const ulong Capacity = 4UL << 30;

    /// <summary>The number of bytes in front of byte 0 that nothing can access: as far as a 32-bit number extended with its sign
    /// reaches.</summary>
    internal const ulong Front = 2UL << 30;

    /// <summary>The address space of a slot.</summary>
    internal const ulong Stride = 1UL << MemorySizes.GuardedAlignmentLog2;
    private const int SlotsInArena = 64;

    private static readonly Lock Gate = new();

    /// <summary>Slots that came back.</summary>
    private static SlotQueue s_returned;

    private static byte* s_nextFresh;
    private static int s_freshCount;

    /// <summary>Tests whether an access of a width ends within its slot whatever its address is. One that does not is outside of the
    /// largest memory, too.</summary>
    internal static bool Contain(ulong offset, uint width) => offset <= Capacity - width;

    /// <summary>Takes a slot, of which nothing is accessible.</summary>
    /// <returns>The address of byte 0 of the memory, or null when the address space is used up.</returns>
    internal static byte* Take()
    {
        if (!ProcessBudget.TryTakeMappings(ProcessBudget.MappingsOfGuarded))
        {
            return null;
        }

        byte* slot;
        lock (Gate)
        {
            slot = s_returned.TryDequeue();
            slot = slot is null ? TakeFresh() : slot;
        }

        if (slot is null)
        {
            ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfGuarded);
        }

        return slot;
    }

    /// <summary>Takes a slot back.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="accessible">The number of its first bytes that were accessible.</param>
    /// <param name="isMapped">True if a file was mapped into it.</param>
    /// <param name="hasLargePages">True if large pages were asked for up to its end.</param>
    internal static void Return(byte* slot, ulong accessible, bool isMapped, bool hasLargePages)
    {
        // First, so that a thread that should not be there any more finds nothing.
        var isReset = hasLargePages ? PosixMemory.ReserveAnew(slot, unchecked((nuint)Capacity))
            : isMapped ? PosixMemory.ReserveAnew(slot, (nuint)accessible)
            : VirtualMemory.Decommit(slot, (nuint)accessible);
        if (!isReset)
        {
            // Better lost than handed out with old bytes in it.
            return;
        }

        ProcessBudget.ReturnMappings(
            ProcessBudget.MappingsOfGuarded
            + (isMapped ? ProcessBudget.MappingsOfImage : 0)
            + (hasLargePages ? ProcessBudget.MappingsOfLargePages : 0));
        *MemorySizes.AddressOf(slot) = 0;
        lock (Gate)
        {
            s_returned.Enqueue(slot);
        }
    }

    private static byte* TakeFresh()
    {
        if (s_freshCount == 0 && !TryReserveArena())
        {
            return null;
        }

        var slot = s_nextFresh;
        s_nextFresh += Stride;
        s_freshCount--;
        return slot;
    }

    /// <summary>Reserves as many slots as there is address space for.</summary>
    private static bool TryReserveArena()
    {
        for (var count = SlotsInArena; count > 0; count /= 2)
        {
            var size = ((ulong)count * Stride) + Front + Stride;
            if (!ProcessBudget.TryTakeAddressSpace(size))
            {
                continue;
            }

            var start = GuardedMemory.Reserve(size);
            if (start is null)
            {
                ProcessBudget.ReturnAddressSpace(size);
                continue;
            }

            if (!MemorySizes.Covers(start + size))
            {
                // Left reserved: what GuardedMemory reserves is never given back.
                return false;
            }

            s_nextFresh = (byte*)(((ulong)start + Front + Stride - 1) & ~(Stride - 1));
            s_freshCount = count;
            return true;
        }

        return false;
    }
}
