using System.Buffers.Binary;

namespace Lanner.Compilation.Metadata;

/// <summary>Bytes that grow at the end.</summary>
internal sealed class ByteBuffer(int capacity = 64)
{
    /// <summary>The largest image that fits into an array.</summary>
    private static readonly int MostBytes = Array.MaxLength;

    private byte[] _bytes = new byte[capacity];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal byte[] ToArray() => Written.ToArray();

    /// <summary>Takes bytes from the end away.</summary>
    internal void Shorten(int length) => Length = int.Min(Length, length);

    internal void WriteByte(byte value) => Extend(1)[0] = value;

    internal void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Extend(2), value);

    internal void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Extend(4), value);

    internal void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Extend(8), value);

    internal void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Extend(bytes.Length));

    internal void WriteZeros(int count) => Extend(count).Clear();

    /// <summary>Sets what has been written before.</summary>
    internal void SetInt32(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position), value);

    /// <summary>Sets what has been written before.</summary>
    internal void Set(int position, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.AsSpan(position));

    /// <summary>Fills up with zeros to a multiple of a power of two.</summary>
    internal void Align(int alignment) => WriteZeros((alignment - (Length & (alignment - 1))) & (alignment - 1));

    /// <summary>An unsigned number of at most 29 bits in one, two or four bytes, the highest first (ECMA-335 II.23.2).</summary>
    internal void WriteCompressed(int value)
    {
        switch (value)
        {
            case < 0 or > 0x1FFFFFFF:
                throw ImageLimits.Exceeded("a number of more than 29 bits");
            case < 0x80:
                WriteByte((byte)value);
                break;
            case < 0x4000:
                BinaryPrimitives.WriteUInt16BigEndian(Extend(2), (ushort)(value | 0x8000));
                break;
            default:
                BinaryPrimitives.WriteInt32BigEndian(Extend(4), value | unchecked((int)0xC0000000));
                break;
        }
    }

    /// <summary>Makes room for bytes at the end, which the caller is to set.</summary>
    internal Span<byte> Extend(int count)
    {
        var start = Length;
        if (count > _bytes.Length - start)
        {
            if (count > MostBytes - start)
            {
                throw ImageLimits.Exceeded("more bytes than an array holds");
            }

            Array.Resize(ref _bytes, (int)Math.Min(MostBytes, Math.Max(2L * _bytes.Length, (long)start + count)));
        }

        Length = start + count;
        return _bytes.AsSpan(start, count);
    }
}
