using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lanner.Runtime;

namespace Lanner;

/// <content>Reading and writing by the host.</content>
/// <remarks>In a function that a guest has called, what is out of bounds is so on the guest's word: every member that throws
/// <see cref="ArgumentOutOfRangeException"/> otherwise then throws <see cref="TrapException"/> with
/// <see cref="TrapCode.MemoryOutOfBounds"/>, which ends the guest and not its host. A length that the guest gave as a negative
/// <see cref="int"/> stands for the unsigned number with the same bits.</remarks>
public sealed unsafe partial class Memory
{
    /// <summary>A part of the memory, to read and write.</summary>
    /// <param name="address">The address where it begins.</param>
    /// <param name="length">The number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the memory, or <paramref name="length"/> is
    /// negative.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public Span<byte> GetSpan(long address, int length)
    {
        RequireLength(address, length, 1);
        return new Span<byte>(At(address, (ulong)length), length);
    }

    /// <summary>Gets a part of the memory if it is within.</summary>
    /// <param name="address">The address where it begins.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="span">The part, or an empty span.</param>
    /// <returns>True if the part is within the memory.</returns>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public bool TryGetSpan(long address, int length, out Span<byte> span)
    {
        var start = LiveBase;
        var unsigned = Unsigned(address);
        var isWithin = length >= 0 && MemoryOperations.IsWithin(start, unsigned, (ulong)length);
        span = isWithin ? new Span<byte>(start + unsigned, length) : default;
        return isWithin;
    }

    /// <summary>A part of the memory as values of a type, in the layout that .NET gives them. The address need not be aligned.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="address">The address where it begins.</param>
    /// <param name="count">The number of values.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the memory, or <paramref name="count"/> is
    /// negative.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public Span<T> GetSpan<T>(long address, int count)
        where T : unmanaged
    {
        RequireLength(address, count, sizeof(T));
        return new Span<T>(At(address, (ulong)count * (ulong)sizeof(T)), count);
    }

    /// <summary>Reads a value, in the layout that .NET gives it. The address need not be aligned.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="address">The address where it begins.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within the memory.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public T Read<T>(long address)
        where T : unmanaged
    {
        var value = Unsafe.ReadUnaligned<T>(At(address, (ulong)sizeof(T)));
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>Writes a value, in the layout that .NET gives it. The address need not be aligned.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="address">The address where it begins.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within the memory.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public void Write<T>(long address, T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(At(address, (ulong)sizeof(T)), value);
        GC.KeepAlive(this);
    }

    /// <summary>Reads text of a known length. What the encoding does not allow becomes U+FFFD, unless it is an encoding that throws: then
    /// the guest traps that gave the text.</summary>
    /// <param name="address">The address where it begins.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="encoding">The encoding; null for UTF-8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text is not within the memory, or <paramref name="length"/> is
    /// negative.</exception>
    /// <exception cref="TrapException">The text is longer than <see cref="StoreLimits.HostCopyBytes"/>:
    /// <see cref="TrapCode.HostCopyTooLarge"/>. Or a guest has called, and the text is not within the memory, or not in an encoding that
    /// throws: <see cref="TrapCode.InvalidText"/>.</exception>
    /// <exception cref="DecoderFallbackException">The text is not in an encoding that throws, and no guest has called.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public string ReadString(long address, int length, Encoding? encoding = null)
    {
        var bytes = GetSpan(address, length);
        if (length > _hostCopyBytes)
        {
            throw CopyTooLarge();
        }

        try
        {
            return (encoding ?? Encoding.UTF8).GetString(bytes);
        }
        catch (DecoderFallbackException error) when (GuestWord.IsTaken())
        {
            throw new TrapException(TrapCode.InvalidText, detail: error.Message);
        }
        finally
        {
            GC.KeepAlive(this);
        }
    }

    /// <summary>Reads UTF-8 text that ends before a zero byte, as strings of C do. What UTF-8 does not allow becomes U+FFFD.</summary>
    /// <param name="address">The address where it begins.</param>
    /// <exception cref="ArgumentOutOfRangeException">The address is not within the memory, or no zero byte follows in the next 2
    /// GiB.</exception>
    /// <exception cref="TrapException">No zero byte follows within <see cref="StoreLimits.HostCopyBytes"/>:
    /// <see cref="TrapCode.HostCopyTooLarge"/>.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public string ReadNullTerminatedString(long address)
    {
        var start = At(address, 0);
        var rest = (ulong)Length - (ulong)(start - Base);
        var bytes = new ReadOnlySpan<byte>(start, (int)ulong.Min(rest, int.MaxValue));
        var searched = bytes.Length > _hostCopyBytes ? bytes[.._hostCopyBytes] : bytes;
        var length = searched.IndexOf((byte)0);
        if (length < 0)
        {
            if (searched.Length < bytes.Length)
            {
                throw CopyTooLarge();
            }

            throw GuestWord.Refuse(
                TrapCode.MemoryOutOfBounds, new ArgumentOutOfRangeException(nameof(address), address, "No zero byte ends the text."));
        }

        var text = Encoding.UTF8.GetString(bytes[..length]);
        GC.KeepAlive(this);
        return text;
    }

    /// <summary>Writes text, without a zero byte at its end.</summary>
    /// <param name="address">The address where it begins.</param>
    /// <param name="text">The text.</param>
    /// <param name="encoding">The encoding; null for UTF-8.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The text would not be within the memory; nothing is written then.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public int WriteString(long address, string text, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        encoding ??= Encoding.UTF8;
        var destination = GetSpan(address, encoding.GetByteCount(text));
        var written = encoding.GetBytes(text, destination);
        GC.KeepAlive(this);
        return written;
    }

    private TrapException CopyTooLarge() => new(TrapCode.HostCopyTooLarge, limit: new ResourceLimit(ResourceKind.HostCopy, _hostCopyBytes));

    /// <summary>The address of a range in the process, once it is known to be within the memory.</summary>
    private byte* At(long address, ulong length)
    {
        var start = LiveBase;
        var unsigned = Unsigned(address);
        if (!MemoryOperations.IsWithin(start, unsigned, length))
        {
            ThrowOutOfRange(unsigned, length);
        }

        return start + unsigned;
    }

    /// <summary>An address as a number; a pointer that the guest passed as an <see cref="int"/> may look negative.</summary>
    private ulong Unsigned(long address) => address is < 0 and >= int.MinValue && !Type.Is64Bit ? (uint)address : (ulong)address;

    private void ThrowOutOfRange(ulong address, ulong length) =>
        throw GuestWord.Refuse(TrapCode.MemoryOutOfBounds, new ArgumentOutOfRangeException(
        nameof(address), address, $"{length} bytes from there are not within the memory, which has {Length} bytes."));

    /// <summary>Refuses a length that no span can have.</summary>
    private void RequireLength(long address, int length, int elementSize)
    {
        if (length >= 0)
        {
            return;
        }

        if (GuestWord.IsTaken())
        {
            At(address, (uint)length * (ulong)elementSize);
            throw CopyTooLarge();
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length);
    }
}
