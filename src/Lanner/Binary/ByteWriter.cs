using System.Buffers.Binary;

namespace Lanner.Binary;

/// <summary>A growing buffer with the primitive forms of the binary format (specification 5.2).</summary>
internal sealed class ByteWriter
{
    private byte[] _buffer;

    internal ByteWriter(int capacity = 64) => _buffer = new byte[capacity];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    internal byte[] ToArray() => Written.ToArray();

    internal void Write(byte value)
    {
        if (Length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[Length++] = value;
    }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - Length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>An unsigned LEB128 number in its shortest form.</summary>
    internal void WriteUnsigned(ulong value)
    {
        while (value >= 0x80)
        {
            Write((byte)(value | 0x80));
            value >>= 7;
        }

        Write((byte)value);
    }

    /// <summary>A signed LEB128 number in its shortest form.</summary>
    internal void WriteSigned(long value)
    {
        while (value is < -0x40 or > 0x3F)
        {
            Write((byte)(value | 0x80));
            value >>= 7;
        }

        Write((byte)(value & 0x7F));
    }

    internal void WriteFixed(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    internal void WriteFixed(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(bytes);
    }

    /// <summary>Bytes with their number in front: a name, a segment's content, a function's body.</summary>
    internal void WriteSized(ReadOnlySpan<byte> bytes)
    {
        WriteUnsigned((ulong)bytes.Length);
        Write(bytes);
    }

    /// <summary>Drops everything from <paramref name="length"/> on.</summary>
    internal void Truncate(int length) => Length = length;

    private void Grow(int needed)
    {
        var capacity = Math.Max((long)_buffer.Length * 2, (long)Length + needed);
        Array.Resize(ref _buffer, (int)Math.Max(Math.Min(capacity, Array.MaxLength), checked(Length + needed)));
    }
}
