using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The address space of one memory: a header page with the size word, then the bytes. It never moves; growing makes more of it accessible.</summary>
internal sealed unsafe class MemoryReservation
{
    /// <summary>The most address space that a memory with 64-bit addresses reserves; it cannot grow beyond.</summary>
    private const ulong Maximum64 = 64UL << 30;

    private readonly byte* _start;
    private readonly nuint _reserved;
    private nuint _committed;

    private MemoryReservation(byte* start, nuint reserved, bool isGuarded)
    {
        _start = start;
        _reserved = reserved;
        IsGuarded = isGuarded;
    }

    internal bool IsGuarded { get; }

    /// <summary>The address of byte 0.</summary>
    internal byte* Base => _start + GuardedMemory.HeaderSize;

    /// <summary>Reserves space for a memory of a type, with nothing accessible but the header; null when there is none.</summary>
    internal static MemoryReservation? TryReserve(MemoryType type, MemoryMode mode)
    {
        MemoryReservation? reservation = null;
        if (mode == MemoryMode.Guarded && type is { Is64Bit: false, PageSizeLog2: 16 })
        {
            var slot = GuardedMemory.TryTake();
            reservation = slot is null ? null : new MemoryReservation(slot, GuardedMemory.HeaderSize + unchecked((nuint)(4UL << 30)), isGuarded: true);
        }
        else
        {
            reservation = TryReserveChecked(type);
        }

        if (reservation is not null && !VirtualMemory.TryCommit(reservation._start, GuardedMemory.HeaderSize))
        {
            reservation.Release();
            return null;
        }

        if (reservation is not null)
        {
            reservation._committed = GuardedMemory.HeaderSize;
        }

        return reservation;
    }

    private static MemoryReservation? TryReserveChecked(MemoryType type)
    {
        var least = InBytes(type.Limits.Minimum, type.PageSizeLog2);
        var most = Math.Min(
            type.Limits.Maximum is { } maximum ? InBytes(maximum, type.PageSizeLog2) : ulong.MaxValue,
            type.Is64Bit ? Math.Max(Maximum64, least) : 4UL << 30);
        if (!Environment.Is64BitProcess)
        {
            most = Math.Min(most, Math.Max(least, 256 << 20));
        }

        if (least > most || most > (1UL << 46))
        {
            return null;
        }

        // Where address space is short, a memory that cannot grow far is better than none.
        for (var bytes = most; ; bytes = Math.Max(least, bytes / 2))
        {
            var size = GuardedMemory.HeaderSize + VirtualMemory.RoundUp((nuint)bytes);
            var start = VirtualMemory.TryReserve(size);
            if (start is not null)
            {
                return new MemoryReservation(start, size, isGuarded: false);
            }

            if (bytes == least)
            {
                return null;
            }
        }
    }

    private static ulong InBytes(ulong pages, byte pageSizeLog2) =>
        pages > ulong.MaxValue >> pageSizeLog2 ? ulong.MaxValue : pages << pageSizeLog2;

    /// <summary>Makes the first bytes accessible, as far as they are not yet.</summary>
    internal bool TryCommit(ulong bytes)
    {
        if (bytes > _reserved - GuardedMemory.HeaderSize)
        {
            return false;
        }

        var wanted = GuardedMemory.HeaderSize + VirtualMemory.RoundUp((nuint)bytes);
        if (wanted > _committed)
        {
            if (!VirtualMemory.TryCommit(_start + _committed, wanted - _committed))
            {
                return false;
            }

            _committed = wanted;
        }

        return true;
    }

    /// <summary>Gives the space back. Nothing may use it any more.</summary>
    internal void Release()
    {
        if (IsGuarded)
        {
            GuardedMemory.Return(_start, _committed);
        }
        else
        {
            VirtualMemory.Release(_start, _reserved);
        }
    }
}
