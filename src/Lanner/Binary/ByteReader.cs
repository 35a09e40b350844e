using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>Reads the primitive items of the binary format (specification 5.2): bytes, LEB128 integers, names. Positions are counted from
/// the start of the module, so that errors can name them.</summary>
/// <remarks>Sections and bodies state their sizes, but the grammar defines items first and sizes second: an item that runs over the end of
/// its section is read to its own end, and then found not to fit. So readers usually see the module up to its end.</remarks>
internal ref struct ByteReader
{
    /// <summary>Names up to this many bytes are short.</summary>
    private const int ShortName = 64;

    private readonly ReadOnlySpan<byte> _bytes;

    private int _position;

    /// <summary>Reads a module from an offset on.</summary>
    internal ByteReader(ReadOnlySpan<byte> module, int offset)
    {
        _bytes = module;
        _position = offset;
    }

    /// <summary>Reads a part of a module and nothing beyond.</summary>
    internal ByteReader(ReadOnlySpan<byte> module, ByteRange range)
    {
        _bytes = module[..range.End];
        _position = range.Offset;
    }

    /// <summary>The position of the next byte, from the start of the module.</summary>
    internal readonly int Position => _position;

    internal readonly int Remaining => _bytes.Length - _position;

    internal readonly bool IsAtEnd => _position >= _bytes.Length;

    /// <summary>The next byte, or -1 at the end.</summary>
    internal readonly int Peek() => (uint)_position < (uint)_bytes.Length ? _bytes[_position] : -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte ReadByte()
    {
        var position = _position;
        if ((uint)position >= (uint)_bytes.Length)
        {
            ThrowEnd(position);
        }

        _position = position + 1;
        return _bytes[position];
    }

    internal ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count > Remaining)
        {
            ThrowEnd(_bytes.Length);
        }

        var bytes = _bytes.Slice(_position, count);
        _position += count;
        return bytes;
    }

    /// <summary>Steps over bytes and returns where they are.</summary>
    internal ByteRange ReadRange(uint length)
    {
        if (length > (uint)Remaining)
        {
            ThrowEnd(_bytes.Length);
        }

        var range = new ByteRange(_position, (int)length);
        _position += (int)length;
        return range;
    }

    internal uint ReadFixedUnsigned32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    internal ulong ReadFixedUnsigned64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    internal Vector128<byte> ReadVector() => Vector128.Create(ReadBytes(16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint ReadUnsigned32()
    {
        var position = _position;
        if ((uint)position < (uint)_bytes.Length && _bytes[position] < 0x80)
        {
            _position = position + 1;
            return _bytes[position];
        }

        return (uint)ReadUnsignedSlowly(32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong ReadUnsigned64()
    {
        var position = _position;
        if ((uint)position < (uint)_bytes.Length && _bytes[position] < 0x80)
        {
            _position = position + 1;
            return _bytes[position];
        }

        return ReadUnsignedSlowly(64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReadSigned32()
    {
        var position = _position;
        if ((uint)position < (uint)_bytes.Length && _bytes[position] < 0x80)
        {
            _position = position + 1;
            return (sbyte)(_bytes[position] << 1) >> 1;
        }

        return (int)ReadSignedSlowly(32);
    }

    /// <summary>Reads the 33-bit integers of block types and heap types, where a type index is positive.</summary>
    internal long ReadSigned33() => ReadSignedSlowly(33);

    internal long ReadSigned64() => ReadSignedSlowly(64);

    /// <summary>Reads the number of items of a list. It is never trusted: the items take at least <paramref name="minimumItemSize"/> bytes
    /// each, so more than the bytes left can hold is an error before anything is allocated.</summary>
    internal int ReadCount(int minimumItemSize, int limit, string items)
    {
        var start = _position;
        var count = ReadUnsigned32();
        if (count * (ulong)minimumItemSize > (ulong)Remaining)
        {
            throw new MalformedModuleException(
                $"unexpected end of section or function: {count} {items} do not fit into the {Remaining} bytes left", start);
        }

        if (count > (uint)limit)
        {
            throw TooMany(items, count, limit, start);
        }

        return (int)count;
    }

    /// <summary>A short name if it is in ASCII, or null. It goes without the decoder of .NET, whose first use costs a process that did
    /// nothing else yet milliseconds.</summary>
    private static string? ReadAscii(ReadOnlySpan<byte> bytes)
    {
        Span<char> name = stackalloc char[ShortName];
        for (var index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] >= 0x80)
            {
                return null;
            }

            name[index] = (char)bytes[index];
        }

        return new string(name[..bytes.Length]);
    }

    /// <summary>Reads a name, which must be valid UTF-8 (specification 5.2.4).</summary>
    internal string ReadName()
    {
        var start = _position;
        var length = ReadUnsigned32();
        if (length > (uint)Remaining)
        {
            throw new MalformedModuleException($"length out of bounds: a name of {length} bytes where {Remaining} bytes are left", start);
        }

        var bytes = ReadBytes((int)length);
        if (length <= ShortName && ReadAscii(bytes) is { } name)
        {
            return name;
        }

        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw new MalformedModuleException("malformed UTF-8 encoding of a name", start);
    }

    /// <summary>An error about something that began at <paramref name="offset"/>.</summary>
    internal static MalformedModuleException TooMany(string items, ulong count, int limit, int offset) =>
        new($"too many {items}: {count} where Lanner takes at most {limit}", offset);

    // LEB128 (specification 5.2.2): seven bits a byte, the least significant first. A number of n bits takes at most ceil(n / 7) bytes
    // ("integer representation too long"), and bits of the last byte that lie beyond the n must be zero, or the sign ("integer too large").
    private ulong ReadUnsignedSlowly(int bits)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var position = _position;
            if (shift >= bits)
            {
                throw new MalformedModuleException(
                    $"integer representation too long: more bytes than an integer of {bits} bits can take", position);
            }

            var piece = ReadByte();
            if (bits - shift < 7 && (piece & 0x7F) >> (bits - shift) != 0)
            {
                throw new MalformedModuleException($"integer too large: it does not fit into {bits} bits", position);
            }

            value |= (ulong)(piece & 0x7F) << shift;
            if (piece < 0x80)
            {
                return value;
            }
        }
    }

    private long ReadSignedSlowly(int bits)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var position = _position;
            if (shift >= bits)
            {
                throw new MalformedModuleException(
                    $"integer representation too long: more bytes than an integer of {bits} bits can take", position);
            }

            var piece = ReadByte();
            var signed = (sbyte)(piece << 1) >> 1;
            if (bits - shift < 7 && signed >> (bits - shift - 1) is not (0 or -1))
            {
                throw new MalformedModuleException($"integer too large: it does not fit into {bits} bits", position);
            }

            value |= (long)(piece & 0x7F) << shift;
            if (piece < 0x80)
            {
                return shift + 7 < 64 ? value << (57 - shift) >> (57 - shift) : value;
            }
        }
    }

    private static void ThrowEnd(int position) => throw new MalformedModuleException("unexpected end of section or function", position);
}
