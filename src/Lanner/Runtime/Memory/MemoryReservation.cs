using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The address space of one memory, accessible up to where it has been committed. In front of a checked memory lies a page with
/// its size. Whoever holds one must not let it be collected while it uses the addresses; stores hold theirs.</summary>
internal sealed unsafe class MemoryReservation : IDisposable
{
    /// <summary>More than processors can address. Sums of sizes below do not overflow.</summary>
    private const ulong Largest = 1UL << 56;

    private readonly MemoryTemplate? _template;
    private ulong _committed;
    private bool _isMapped;

    /// <summary>True if the system has been asked for large pages from some place to the end of the reservation.</summary>
    private bool _hasLargePages;
    private int _isFree;

    /// <summary>The start of the reservation of a checked memory.</summary>
    private readonly byte* _reserved;
    private readonly ulong _reservedSize;

    /// <summary>A slot for a guarded memory.</summary>
    private MemoryReservation(byte* slot, MemoryTemplate? template = null)
    {
        _template = template;
        _committed = template?.Size ?? 0;
        Base = slot;
        Capacity = GuardedSlots.Capacity;
        IsGuarded = true;
    }

    /// <summary>Room for a checked memory.</summary>
    private MemoryReservation(byte* first, ulong capacity, byte* reserved, ulong reservedSize)
    {
        Base = first;
        Capacity = capacity;
        _reserved = reserved;
        _reservedSize = reservedSize;
    }

    ~MemoryReservation() => Dispose();

    /// <summary>The address of byte 0.</summary>
    internal byte* Base { get; }

    /// <summary>The number of bytes that can be committed.</summary>
    internal ulong Capacity { get; }

    /// <summary>The number of bytes of address space that nobody else can have meanwhile.</summary>
    internal ulong ReservedBytes => IsGuarded ? GuardedSlots.Stride : _reservedSize;

    /// <summary>True if every 32-bit address with every 32-bit offset lies in the reservation.</summary>
    internal bool IsGuarded { get; }

    /// <summary>Reserves a slot that no access can leave.</summary>
    /// <returns>Null when there is no address space.</returns>
    internal static MemoryReservation? TryCreateGuarded()
    {
        var slot = GuardedSlots.Take();
        return slot is null ? null : new MemoryReservation(slot);
    }

    /// <summary>Takes a slot that no access can leave, with what a template says in place.</summary>
    /// <returns>Null when there is no address space, or no room in the system.</returns>
    internal static MemoryReservation? TryCreateGuarded(MemoryTemplate template)
    {
        var slot = template.Take();
        return slot is null ? null : new MemoryReservation(slot, template);
    }

    /// <summary>Reserves room for a memory whose accesses are compared with its size.</summary>
    /// <param name="minimum">The number of bytes that are needed at least.</param>
    /// <param name="wanted">The number of bytes that would be enough for ever.</param>
    /// <returns>Null when there is no address space even for the minimum.</returns>
    internal static MemoryReservation? TryCreateChecked(ulong minimum, ulong wanted)
    {
        if (minimum > Largest)
        {
            return null;
        }

        var page = VirtualMemory.PageSize;
        // One page for the size, and one in reserve: a checked memory does not begin where a guarded one could.
        var front = 2 * page;
        for (var capacity = ulong.Max(minimum, ulong.Min(wanted, ProcessBudget.LargestShare)); ;
            capacity = ulong.Max(minimum, capacity / 2))
        {
            capacity = VirtualMemory.RoundUp(capacity);
            var start = TryReserve(front + capacity);
            if (start is not null)
            {
                var first = start + (MemorySizes.IsGuarded(start + page) ? front : page);
                if (VirtualMemory.Commit(first - page, page))
                {
                    return new MemoryReservation(first, capacity, start, front + capacity);
                }

                Release(start, front + capacity);
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

    /// <summary>Makes more of the first bytes accessible, for a guest that asked for them. What is added at once is about to be used, so
    /// large pages are right for it: one fault instead of 512, and addresses that stay translated (RATIONALE.md). What a memory has from
    /// the start may well never be touched, and stays in small ones.</summary>
    internal bool TryGrow(ulong size)
    {
        var before = _committed;
        if (!TryCommit(size))
        {
            return false;
        }

        // Once for all that may come: were each growth asked for by itself, large and small ones in turn would be as many mappings.
        if (!_hasLargePages && _committed - before >= 2 * VirtualMemory.LargePageSize
            && ProcessBudget.TryTakeMappings(ProcessBudget.MappingsOfLargePages))
        {
            _hasLargePages = true;
            VirtualMemory.PreferLargePages(Base + before, (nuint)(Capacity - before));
        }

        return true;
    }

    /// <summary>Puts an image into what is committed, and still zero.</summary>
    /// <returns>True if that was done. If not, the reservation must not be used any more.</returns>
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
            Release(_reserved, _reservedSize);
            ProcessBudget.ReturnMappings(
                (_isMapped ? ProcessBudget.MappingsOfImage : 0) + (_hasLargePages ? ProcessBudget.MappingsOfLargePages : 0));
        }
    }

    private static byte* TryReserve(ulong size)
    {
        if (!ProcessBudget.TryTakeMappings(ProcessBudget.MappingsOfChecked))
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

        ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfChecked);
        return null;
    }

    private static void Release(byte* start, ulong size)
    {
        VirtualMemory.Release(start, size);
        ProcessBudget.ReturnAddressSpace(size);
        ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfChecked);
    }
}
