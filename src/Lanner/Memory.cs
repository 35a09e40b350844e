using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A linear memory (specification 4.2.8): bytes that guests read and write, and the host too.</summary>
/// <remarks>
/// The bytes never move, so that a span stays right while the memory grows; it ends where the memory ended when it was made. A span must not be used after the
/// store was disposed of: the address space is then given to others. What several threads do to a memory at the same time is seen in no particular order, unless
/// the guests use atomic instructions.
/// </remarks>
public sealed unsafe class Memory
{
    /// <summary>How far before <see cref="Base"/> the current size stands, as an <see cref="ulong"/> of bytes. It lies in the reservation itself, so that every instance and
    /// thread that shares the memory reads the same size with one load.</summary>
    internal const int SizeOffset = -16;

    /// <summary>The address of byte 0. Never changes: growing commits more of the reservation.</summary>
    internal readonly byte* Base;

    private readonly Lock _growing = new();
    private readonly MemoryReservation _reservation;
    private readonly Store? _store;
    private bool _isFreed;

    private Memory(MemoryType type, MemoryReservation reservation, Store? store)
    {
        Type = type;
        Base = reservation.Base;
        _reservation = reservation;
        _store = store;
    }

    /// <summary>Gives the address space back when the store was forgotten. Whoever runs a guest keeps the store, and so the memory, alive.</summary>
    ~Memory() => Free();

    /// <summary>The memory's type, with the size that it began with.</summary>
    public MemoryType Type { get; }

    /// <summary>The current size in bytes.</summary>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public long Length
    {
        get
        {
            ThrowIfFreed();
            return (long)Size;
        }
    }

    /// <summary>The current size in pages, usually of 64 KiB.</summary>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public long Pages => Length >> Type.PageSizeLog2;

    /// <summary>Whether accesses past the end fault by themselves.</summary>
    internal bool IsGuarded => _reservation.IsGuarded;

    private ulong Size => Volatile.Read(ref *(ulong*)(Base + SizeOffset));

    /// <summary>Makes a memory that is counted already, or returns null when the host has no room for it.</summary>
    internal static Memory? TryCreate(MemoryType type, MemoryMode mode, Store? store)
    {
        var reservation = MemoryReservation.TryReserve(type, mode);
        if (reservation is null)
        {
            return null;
        }

        var size = type.Limits.Minimum << type.PageSizeLog2;
        if (!reservation.TryCommit(size))
        {
            reservation.Release();
            return null;
        }

        var memory = new Memory(type, reservation, store);
        *(ulong*)(memory.Base + SizeOffset) = size;
        return memory;
    }

    /// <summary>Makes the memory larger. New bytes are zero. Thread-safe.</summary>
    /// <param name="pages">The number of pages to add; zero is allowed.</param>
    /// <returns>The size before in pages, or -1 when the memory's type, the limits of the store or the host do not allow it; then nothing has changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public long Grow(long pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        ThrowIfFreed();
        return TryGrow((ulong)pages);
    }

    internal long TryGrow(ulong delta)
    {
        lock (_growing)
        {
            var old = Size >> Type.PageSizeLog2;
            var limit = Math.Min(Type.Limits.Maximum ?? ulong.MaxValue, (Type.Is64Bit ? 1UL << 48 : 1UL << 32) >> Type.PageSizeLog2);
            if (old > limit || delta > limit - old)
            {
                return -1;
            }

            var added = delta << Type.PageSizeLog2;
            if (_store is not null && !_store.TryAddMemoryBytes(added))
            {
                return -1;
            }

            if (!_reservation.TryCommit(Size + added))
            {
                _store?.RemoveMemoryBytes(added);
                return -1;
            }

            Volatile.Write(ref *(ulong*)(Base + SizeOffset), Size + added);
            return (long)old;
        }
    }

    /// <summary>A range of the memory, to read and write in place.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="length">The number of bytes.</param>
    /// <returns>The bytes themselves. See the remarks of the class for how long they may be used.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the memory.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public Span<byte> GetSpan(long address, int length)
    {
        ThrowIfFreed();
        if (length < 0 || (ulong)length > Size || (ulong)address > Size - (ulong)length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(address), address, $"A range of {length} bytes from {address} is not inside a memory of {Size} bytes.");
        }

        return new Span<byte>(Base + address, length);
    }

    /// <summary>Gets a range of the memory if it is inside.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="span">The bytes themselves, or an empty span.</param>
    /// <returns>Whether the range is inside the memory.</returns>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public bool TryGetSpan(long address, int length, out Span<byte> span)
    {
        ThrowIfFreed();
        if (length < 0 || (ulong)length > Size || (ulong)address > Size - (ulong)length)
        {
            span = default;
            return false;
        }

        span = new Span<byte>(Base + address, length);
        return true;
    }

    /// <summary>Reads a value in the byte order of WebAssembly (little-endian machines only matter to .NET, which runs on no other).</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="address">The first byte; need not be aligned.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the memory.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public T Read<T>(long address)
        where T : unmanaged => MemoryMarshal.Read<T>(GetSpan(address, Unsafe.SizeOf<T>()));

    /// <summary>Writes a value in the byte order of WebAssembly.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="address">The first byte; need not be aligned.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the memory.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public void Write<T>(long address, T value)
        where T : unmanaged => MemoryMarshal.Write(GetSpan(address, Unsafe.SizeOf<T>()), in value);

    /// <summary>Reads text of a known length in UTF-8; what is not UTF-8 becomes U+FFFD.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="length">The number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the memory.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public string ReadString(long address, int length) => Encoding.UTF8.GetString(GetSpan(address, length));

    /// <summary>Reads text in UTF-8 up to the first zero byte, as C writes it; what is not UTF-8 becomes U+FFFD.</summary>
    /// <param name="address">The first byte.</param>
    /// <exception cref="ArgumentOutOfRangeException">The address is not inside the memory, or no zero byte follows it.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public string ReadNullTerminatedString(long address)
    {
        ThrowIfFreed();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)address, Size, nameof(address));
        var span = new ReadOnlySpan<byte>(Base + address, (int)Math.Min(Size - (ulong)address, int.MaxValue));
        var length = span.IndexOf((byte)0);
        return length >= 0
            ? Encoding.UTF8.GetString(span[..length])
            : throw new ArgumentOutOfRangeException(nameof(address), address, "No zero byte ends the text.");
    }

    /// <summary>Writes text in UTF-8, without a zero byte at its end.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="text">The text.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the memory; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The store was disposed of.</exception>
    public int WriteString(long address, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encoding.UTF8.GetBytes(text, GetSpan(address, Encoding.UTF8.GetByteCount(text)));
    }

    /// <summary>Gives the address space back. Nobody may be inside the store.</summary>
    internal void Free()
    {
        lock (_growing)
        {
            if (!_isFreed)
            {
                _isFreed = true;
                _reservation.Release();
            }
        }
    }

    private void ThrowIfFreed() => ObjectDisposedException.ThrowIf(_isFreed, this);
}
