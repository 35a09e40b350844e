using Lanner.Runtime;

namespace Lanner;

/// <summary>A linear memory (specification 2.5.5): bytes that a guest can read, write and have more of.</summary>
/// <remarks>
/// <para>A memory never moves. A <see cref="Span{T}"/> of it therefore stays valid when the memory grows (it does not cover what was
/// added), until the <see cref="Store"/> that the memory belongs to is disposed of or collected. Using a span after that is a mistake with
/// undefined results: at best a <see cref="NullReferenceException"/>. All other members then throw <see cref="ObjectDisposedException"/>.
/// Shared memories live until nothing refers to them.</para>
/// <para>Like everything in a store, a memory is used by one thread at a time, except a shared one, of which every member can be used by
/// all threads at any time. What a guest writes at the same time may then be seen in part.</para>
/// <para>Addresses of a memory with 32-bit addresses can be given as the <see cref="int"/> that the guest passed: one that is negative
/// stands for the unsigned number with the same bits.</para>
/// </remarks>
public sealed unsafe partial class Memory : Extern
{
    /// <summary>The address of the current size in bytes, for every instance and thread that shares the memory. Compiled code reads it for
    /// <c>memory.size</c>.</summary>
    internal ulong* SizeAddress;

    /// <summary>The address of byte 0. Never changes while the memory is in use: growing commits more of the reservation.</summary>
    internal byte* Base;

    private readonly MemoryReservation _reservation;
    private readonly IMemoryLimiter? _limiter;
    private readonly Lock _gate = new();
    private readonly int _hostCopyBytes = int.MaxValue;
    private bool _isFree;

    /// <summary>Makes a memory, all zero.</summary>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="type">The type; its minimum is the size at the start.</param>
    /// <exception cref="ArgumentException">The type is not one that a module could define.</exception>
    /// <exception cref="ResourceLimitException">The store's limits, or the host, do not allow as much.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public Memory(Store store, MemoryType type)
        : this(store, type, null)
    {
    }

    /// <summary>Makes a memory that holds what a template says, or is all zero without one.</summary>
    internal Memory(Store store, MemoryType type, MemoryTemplate? template)
        : this(type, ModeOf(store), store.MemoryLimiter, template)
    {
        _hostCopyBytes = store.Limits.HostCopyBytes;
        store.Add(this);
    }

    private Memory(MemoryType type, MemoryMode mode, IMemoryLimiter? limiter, MemoryTemplate? template = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        MemoryLimits.Check(type);
        Type = type;
        _limiter = limiter;
        var size = MemoryLimits.InBytes(type, type.Limits.Minimum);
        if (limiter?.TryGrow(0, size) == false)
        {
            throw limiter.LimitFor(size) is { } limit
                ? new ResourceLimitException(limit, $"There is no room for a memory of {size} bytes")
                : new ResourceLimitException($"There is no room for a memory of {size} bytes.");
        }

        var reservation = mode.Guards(type)
            ? !EmptyMemory.HasGuarded ? null
                : template is null ? MemoryReservation.TryCreateGuarded()
                : MemoryReservation.TryCreateGuarded(template)
            : MemoryReservation.TryCreateChecked(
                size,
                ulong.Min(
                    MemoryLimits.WantedReservation(type),
                    limiter is null ? ulong.MaxValue : ulong.Min(limiter.MostBytes, limiter.LargestReservation)));
        if (reservation is not null && limiter?.TryReserve(reservation.ReservedBytes) is { } reserved)
        {
            reservation.Dispose();
            limiter.Undo(0, size);
            throw new ResourceLimitException(reserved, $"There is no address space for a memory of {size} bytes");
        }

        if (reservation?.TryCommit(size) != true)
        {
            if (reservation is not null)
            {
                reservation.Dispose();
                limiter?.Unreserve(reservation.ReservedBytes);
            }

            limiter?.Undo(0, size);
            if (reservation is null && ProcessBudget.FindExceeded(size) is { } exceeded)
            {
                throw new ResourceLimitException(exceeded, $"There is no address space for a memory of {size} bytes");
            }

            throw new ResourceLimitException(reservation is null
                ? $"There is no address space for a memory of {size} bytes."
                : $"The system has no room for a memory of {size} bytes.");
        }

        _reservation = reservation;
        Base = reservation.Base;
        SizeAddress = MemorySizes.AddressOf(Base);
        SetSize(size);
        IsFromTemplate = template is not null;
        if (template?.Image is { } image && !IsGuarded)
        {
            try
            {
                Map(image);
            }
            catch (ResourceLimitException)
            {
                Free();
                throw;
            }
        }
    }

    /// <summary>The memory's type, with the size that it had at the start.</summary>
    public new MemoryType Type { get; }

    /// <summary>The size in bytes.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public long Length
    {
        get
        {
            var size = (long)MemoryOperations.Size(LiveBase);
            GC.KeepAlive(this);
            return size;
        }
    }

    /// <summary>The size in pages, which are of 64 KiB unless the type says otherwise.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public long Pages => Length >> Type.PageSizeLog2;

    /// <summary>True if the data that the module defines was there from the start.</summary>
    internal bool IsFromTemplate { get; }

    /// <summary>True if code that does not compare addresses with the size may use the memory.</summary>
    internal bool IsGuarded => _reservation.IsGuarded;

    private protected override ExternalType ExternalType => Type;

    private byte* LiveBase
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isFree, this);
            return Base;
        }
    }

    /// <summary>Adds pages at the end, all zero, if the type's maximum, the store's limits and the system allow. Threads may grow a shared
    /// memory at the same time.</summary>
    /// <param name="pages">The number of pages.</param>
    /// <returns>The number of pages before, or -1 when the memory cannot grow so far.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pages"/> is negative, and no guest has called. (A guest's number is
    /// unsigned: the memory cannot grow so far.)</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public long Grow(long pages)
    {
        ObjectDisposedException.ThrowIf(_isFree, this);
        if (pages < 0 && GuestWord.IsTaken())
        {
            return -1;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        return TryGrow((ulong)pages);
    }

    /// <summary>Makes a memory for code of a mode.</summary>
    /// <exception cref="ResourceLimitException">The limiter, or the host, does not allow as much.</exception>
    internal static Memory Create(MemoryType type, MemoryMode mode, IMemoryLimiter? limiter) => new(type, mode, limiter);

    /// <summary>Adds pages at the end.</summary>
    /// <returns>The number of pages before, or -1.</returns>
    internal long TryGrow(ulong pages)
    {
        lock (_gate)
        {
            var oldSize = MemoryOperations.Size(Base);
            var oldPages = oldSize >> Type.PageSizeLog2;
            if (_isFree || pages > MemoryLimits.MaximumPages(Type) - oldPages)
            {
                return -1;
            }

            var newSize = MemoryLimits.InBytes(Type, oldPages + pages);
            if (newSize > _reservation.Capacity || _limiter?.TryGrow(oldSize, newSize) == false)
            {
                return -1;
            }

            if (!_reservation.TryGrow(newSize))
            {
                _limiter?.Undo(oldSize, newSize);
                return -1;
            }

            SetSize(newSize);
            return (long)oldPages;
        }
    }

    /// <summary>Puts an image into the memory, which is all zero and at least as large.</summary>
    /// <exception cref="ResourceLimitException">The system does not allow it.</exception>
    internal void Map(MemoryImage image)
    {
        if (!_reservation.TryMap(image))
        {
            throw new ResourceLimitException("The system has no room for the initial content of a memory.");
        }
    }

    /// <summary>Frees the memory. Nothing may run in it any more.</summary>
    internal void Free()
    {
        Close();
        _reservation.Dispose();
    }

    /// <summary>Has the memory be one without a byte for whatever still has the object. Its place is not yet given to anybody
    /// else.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            if (!_isFree)
            {
                _isFree = true;
                _limiter?.Undo(0, MemoryOperations.Size(Base));
                _limiter?.Unreserve(_reservation.ReservedBytes);
                Base = EmptyMemory.For(IsGuarded);
                SizeAddress = MemorySizes.AddressOf(Base);
            }
        }
    }

    private static MemoryMode ModeOf(Store store)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.ThrowIfDisposed();
        store.CheckMemoryCount();
        return store.Engine.MemoryMode;
    }

    /// <summary>The size is written last, so that whoever reads it can access as much.</summary>
    private void SetSize(ulong size) => Volatile.Write(ref *SizeAddress, size);
}
