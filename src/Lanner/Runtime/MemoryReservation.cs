using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The address space of one memory: a page with the header, then room for the memory, accessible up to where it has been committed. Whoever holds one must not let
/// it be collected while it uses the addresses; stores hold theirs.</summary>
internal sealed unsafe class MemoryReservation : IDisposable
{
    /// <summary>More than processors can address. Sums of sizes below do not overflow.</summary>
    private const ulong Largest = 1UL << 56;

    private readonly MemoryTemplate? _template;
    private ulong _committed;
    private bool _isMapped;

    /// <summary>Whether the system has been asked for large pages from some place to the end of the reservation.</summary>
    private bool _hasLargePages;
    private int _isFree;

    private MemoryReservation(byte* start, ulong capacity, bool isGuarded, MemoryTemplate? template = null)
    {
        _template = template;
        _committed = template?.Size ?? 0;
        Base = start;
        Capacity = capacity;
        IsGuarded = isGuarded;
    }

    ~MemoryReservation() => Dispose();

    /// <summary>The address of byte 0.</summary>
    internal byte* Base { get; }

    /// <summary>How many bytes can be committed.</summary>
    internal ulong Capacity { get; }

    /// <summary>Whether every 32-bit address with every 32-bit offset lies in the reservation.</summary>
    internal bool IsGuarded { get; }

    /// <summary>Reserves a slot that no access can leave.</summary>
    /// <returns>Null when there is no address space.</returns>
    internal static MemoryReservation? TryCreateGuarded()
    {
        var slot = GuardedSlots.Take();
        return slot is null ? null : new MemoryReservation(slot, GuardedSlots.Capacity, isGuarded: true);
    }

    /// <summary>Takes a slot that no access can leave, with what a template says in place.</summary>
    /// <returns>Null when there is no address space, or no room in the system.</returns>
    internal static MemoryReservation? TryCreateGuarded(MemoryTemplate template)
    {
        var slot = template.Take();
        return slot is null ? null : new MemoryReservation(slot, GuardedSlots.Capacity, isGuarded: true, template);
    }

    /// <summary>Reserves room for a memory whose accesses are compared with its size.</summary>
    /// <param name="minimum">What is needed at least, in bytes.</param>
    /// <param name="wanted">What would be enough for ever.</param>
    /// <returns>Null when there is no address space even for the minimum.</returns>
    internal static MemoryReservation? TryCreateChecked(ulong minimum, ulong wanted)
    {
        if (minimum > Largest)
        {
            return null;
        }

        var page = VirtualMemory.PageSize;
        for (var capacity = ulong.Max(minimum, ulong.Min(wanted, ProcessBudget.LargestShare)); ; capacity = ulong.Max(minimum, capacity / 2))
        {
            capacity = VirtualMemory.RoundUp(capacity);
            var start = TryReserve(page + capacity);
            if (start is not null && VirtualMemory.Commit(start, page))
            {
                return new MemoryReservation(start + page, capacity, isGuarded: false);
            }

            if (start is not null)
            {
                Release(start, page + capacity);
                return null;
            }

            if (capacity <= VirtualMemory.RoundUp(minimum) || capacity <= page)
            {
                return null;
            }
        }
    }

    /// <summary>Makes the first bytes accessible, as many as are asked for.</summary>
    internal bool TryCommit(ulong size)
    {
        var needed = VirtualMemory.RoundUp(size);
        if (needed > Capacity)
        {
            return false;
        }

        if (needed > _committed)
        {
            if (!VirtualMemory.Commit(Base + _committed, (nuint)(needed - _committed)))
            {
                return false;
            }

            _committed = needed;
        }

        return true;
    }

    /// <summary>Makes more of the first bytes accessible, for a guest that asked for them. What is added at once is about to be used, so large pages are right for it: one fault instead of 512,
    /// and addresses that stay translated (RATIONALE.md). What a memory has from the start may well never be touched, and stays in small ones.</summary>
    internal bool TryGrow(ulong size)
    {
        var before = _committed;
        if (!TryCommit(size))
        {
            return false;
        }

        // Once for all that may come: were each growth asked for by itself, large and small ones in turn would be as many mappings.
        if (!_hasLargePages && _committed - before >= 2 * VirtualMemory.LargePageSize && ProcessBudget.TryTakeMappings(ProcessBudget.MappingsOfLargePages))
        {
            _hasLargePages = true;
            VirtualMemory.PreferLargePages(Base + before, (nuint)(Capacity - before));
        }

        return true;
    }

    /// <summary>Puts an image into what is committed, and still zero.</summary>
    /// <returns>Whether that was done. If not, the reservation must not be used any more.</returns>
    internal bool TryMap(MemoryImage image) => _isMapped = image.TryMap(Base);

    /// <summary>Gives the address space back. Nothing may use it any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isFree, 1) != 0)
        {
            return;
        }

        GC.SuppressFinalize(this);
        if (_template is not null)
        {
            _template.Return(Base, _committed, _hasLargePages);
        }
        else if (IsGuarded)
        {
            GuardedSlots.Return(Base, _committed, _isMapped, _hasLargePages);
        }
        else
        {
            var page = VirtualMemory.PageSize;
            Release(Base - page, page + Capacity);
            ProcessBudget.ReturnMappings((_isMapped ? ProcessBudget.MappingsOfImage : 0) + (_hasLargePages ? ProcessBudget.MappingsOfLargePages : 0));
        }
    }

    private static byte* TryReserve(ulong size)
    {
        if (!ProcessBudget.TryTakeMappings(ProcessBudget.MappingsOfMemory))
        {
            return null;
        }

        if (ProcessBudget.TryTakeAddressSpace(size))
        {
            var start = VirtualMemory.Reserve(size);
            if (start is not null)
            {
                return start;
            }

            ProcessBudget.ReturnAddressSpace(size);
        }

        ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfMemory);
        return null;
    }

    private static void Release(byte* start, ulong size)
    {
        VirtualMemory.Release(start, size);
        ProcessBudget.ReturnAddressSpace(size);
        ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfMemory);
    }
}
