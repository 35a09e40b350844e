using System.Buffers.Binary;
using System.Text;

namespace Lanner.Wit.Binary;

/// <summary>Bytes that are written one after the other.</summary>
internal sealed class ByteSink
{
    private byte[] _bytes = new byte[256];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    internal void Bytes(ReadOnlySpan<byte> values)
    {
        Reserve(values.Length);
        values.CopyTo(_bytes.AsSpan(Length));
        Length += values.Length;
    }

    /// <summary>Writes an unsigned number in LEB128.</summary>
    internal void Number(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    /// <summary>Writes a signed number in LEB128.</summary>
    internal void Signed(long value)
    {
        while (value is < -64 or > 63)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)(value & 0x7f));
    }

    /// <summary>Writes a string with its length.</summary>
    internal void Text(string value)
    {
        Number((uint)Encoding.UTF8.GetByteCount(value));
        Bytes(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Writes the magic number, the version and the layer of components.</summary>
    internal void Preamble()
    {
        Bytes("\0asm"u8);
        Span<byte> version = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(version, 0x0d);
        BinaryPrimitives.WriteUInt16LittleEndian(version[2..], 1);
        Bytes(version);
    }

    /// <summary>Writes a section.</summary>
    internal void Section(byte id, ByteSink contents)
    {
        Byte(id);
        Number((uint)contents.Length);
        Bytes(contents.Written);
    }

    private void Reserve(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + count, 2 * _bytes.Length));
        }
    }
}
