using System.Text;

namespace Lanner.Wit.Binary;

/// <summary>Bytes that are read one after the other.</summary>
internal ref struct ByteSource(ReadOnlySpan<byte> bytes, int offset)
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly int _offset = offset;
    private int _position;

    /// <summary>True when all is read.</summary>
    internal readonly bool IsAtEnd => _position == _bytes.Length;

    /// <summary>The number of bytes that are not read yet.</summary>
    internal readonly int Remaining => _bytes.Length - _position;

    /// <summary>The bytes that are not read yet.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    /// <summary>Makes the exception that tells of a mistake here.</summary>
    internal readonly WitException Error(string reason) => new(reason, _offset + _position);

    internal byte Byte() => _position < _bytes.Length ? _bytes[_position++] : throw Error("the binary ends too early");

    /// <summary>The next byte, which stays to be read.</summary>
    internal readonly byte PeekByte() => _position < _bytes.Length ? _bytes[_position] : throw Error("the binary ends too early");

    internal ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Remaining)
        {
            throw Error("the binary ends too early");
        }

        _position += count;
        return _bytes.Slice(_position - count, count);
    }

    /// <summary>Reads an unsigned number in LEB128.</summary>
    internal uint Number()
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            if (shift == 28 && next > 0x0f)
            {
                break;
            }

            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Error("a number is too large");
    }

    /// <summary>Reads a signed number of 33 bits in LEB128.</summary>
    internal long Signed()
    {
        var value = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (next & 0x40) != 0 ? value | (-1L << (shift + 7)) : value;
            }
        }

        throw Error("a number is too large");
    }

    /// <summary>Reads the number of things that follow, each of which takes a byte at least.</summary>
    internal int Count()
    {
        var count = Number();
        return count <= Remaining ? (int)count : throw Error("more things are promised than there are bytes");
    }

    /// <summary>Reads a string with its length.</summary>
    internal string Text()
    {
        var bytes = Bytes(Count());
        try
        {
            return Encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error("a name is not UTF-8");
        }
    }

    /// <summary>Reads bytes with their length, as a source of their own.</summary>
    internal ByteSource Part()
    {
        var count = Count();
        var start = _offset + _position;
        return new ByteSource(Bytes(count), start);
    }
}
