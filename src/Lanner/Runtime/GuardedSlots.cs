using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The pool of places for guarded memories.</summary>
/// <remarks>
/// <code>
///  slot n                                                                   slot n+1
/// ├─ 2 MiB, inaccessible ─┬ header ┼─ 8 GiB: the memory, then inaccessible ─┼─ 2 MiB … ─┬ header ┼─
///                                  Base
/// </code>
/// <para>A guest's access is at Base + a 32-bit address + a 32-bit offset, and up to 16 bytes long, so that it ends at most 14 bytes after the 8 GiB, in the
/// inaccessible part of the next slot (or what follows the last one). Only the header's page, which holds the size, and the memory itself are ever accessible.
/// Base is a multiple of 2 MiB, the size of a large page.</para>
/// <para>Slots are reserved many at a time and never given back; a process has address space for about 16,000. They are handed out again in the order in which they
/// came back, so that a span that a host holds for too long meets an inaccessible slot, and not another guest's memory, for as long as possible.</para>
/// </remarks>
internal static unsafe class GuardedSlots
{
    /// <summary>How large a memory in a slot can become.</summary>
    internal const ulong Capacity = 4UL << 30;

    private const ulong Margin = 2UL << 20;
    private const ulong Stride = (8UL << 30) + Margin;
    private const int SlotsInArena = 64;

    private static readonly Lock Gate = new();

    /// <summary>Slots that came back, with their header's page in place or without.</summary>
    private static SlotQueue s_warm;
    private static SlotQueue s_cold;

    private static byte* s_nextFresh;
    private static int s_freshCount;

    /// <summary>How many slots keep the page of their header and their page tables, some 16 KiB, while they wait, so that they are ready sooner. The setting
    /// <c>Lanner.WarmMemories</c> of the application (runtimeconfig.json) changes it.</summary>
    internal static int WarmLimit { get; set; } = AppContext.GetData("Lanner.WarmMemories") is { } setting
        ? Convert.ToInt32(setting, System.Globalization.CultureInfo.InvariantCulture)
        : 1024;

    /// <summary>Takes a slot: nothing but its header is accessible.</summary>
    /// <returns>The address of byte 0 of the memory, or null when the address space is used up.</returns>
    internal static byte* Take()
    {
        byte* slot;
        lock (Gate)
        {
            slot = s_warm.TryDequeue();
            if (slot is not null)
            {
                return slot;
            }

            slot = s_cold.TryDequeue();
            if (slot is null)
            {
                slot = TakeFresh();
            }
        }

        if (slot is null)
        {
            return null;
        }

        if (ProcessBudget.TryTakeMappings(ProcessBudget.MappingsOfMemory))
        {
            if (VirtualMemory.Commit(slot - VirtualMemory.PageSize, VirtualMemory.PageSize))
            {
                return slot;
            }

            ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfMemory);
        }

        PutCold(slot);
        return null;
    }

    /// <summary>Takes a slot back.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="accessible">How many of its first bytes were accessible.</param>
    /// <param name="isMapped">Whether a file was mapped into it.</param>
    /// <param name="hasLargePages">Whether large pages were asked for up to its end.</param>
    internal static void Return(byte* slot, ulong accessible, bool isMapped, bool hasLargePages)
    {
        // First, so that a thread that should not be there any more finds nothing.
        var anew = hasLargePages ? Capacity : accessible;
        if (!(isMapped || hasLargePages ? PosixMemory.ReserveAnew(slot, (nuint)anew) : VirtualMemory.Decommit(slot, (nuint)accessible)))
        {
            // Better lost than handed out with old bytes in it.
            return;
        }

        ProcessBudget.ReturnMappings((isMapped ? ProcessBudget.MappingsOfImage : 0) + (hasLargePages ? ProcessBudget.MappingsOfLargePages : 0));

        *(ulong*)(slot + Memory.SizeOffset) = 0;
        lock (Gate)
        {
            if (s_warm.Count < WarmLimit)
            {
                s_warm.Enqueue(slot);
                return;
            }
        }

        if (VirtualMemory.Decommit(slot - VirtualMemory.PageSize, VirtualMemory.PageSize))
        {
            ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfMemory);
            PutCold(slot);
        }
    }

    private static void PutCold(byte* slot)
    {
        lock (Gate)
        {
            s_cold.Enqueue(slot);
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
            // One margin for the alignment, one for what follows the last slot.
            var size = ((ulong)count * Stride) + (2 * Margin);
            if (!ProcessBudget.TryTakeAddressSpace(size))
            {
                continue;
            }

            var start = GuardedMemory.Reserve(size);
            if (start is null)
            {
                ProcessBudget.ReturnAddressSpace(size);
            }
            else
            {
                var aligned = ((ulong)start + Margin - 1) & ~(Margin - 1);
                s_nextFresh = (byte*)aligned + Margin;
                s_freshCount = count;
                return true;
            }
        }

        return false;
    }
}
