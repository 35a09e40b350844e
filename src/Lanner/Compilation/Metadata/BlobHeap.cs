namespace Lanner.Compilation.Metadata;

/// <summary>The heap of signatures and other bytes, each once, with their lengths before them (ECMA-335 II.24.2.4). What is there already
/// is found by a hash table with linear probing: a dictionary would need an array for each key.</summary>
internal sealed class BlobHeap
{
    /// <summary>Offsets in <see cref="Bytes"/> of what is in the heap; 0 where a place is free.</summary>
    private int[] _offsets = new int[64];

    /// <summary>The hashes of what is at the same places of <see cref="_offsets"/>.</summary>
    private int[] _hashes = new int[64];

    private int _count;

    internal BlobHeap() => Bytes.WriteByte(0);

    internal ByteBuffer Bytes { get; } = new(1024);

    /// <summary>The offset of some bytes; 0 when there are none.</summary>
    internal int Add(ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty)
        {
            return 0;
        }

        var hash = HashOf(blob);
        var place = hash & (_offsets.Length - 1);
        for (; _offsets[place] != 0; place = (place + 1) & (_offsets.Length - 1))
        {
            if (_hashes[place] == hash && IsAt(_offsets[place], blob))
            {
                return _offsets[place];
            }
        }

        var offset = Bytes.Length;
        Bytes.WriteCompressed(blob.Length);
        Bytes.Write(blob);
        (_offsets[place], _hashes[place]) = (offset, hash);
        if (++_count > _offsets.Length / 2)
        {
            Rebuild(2 * _offsets.Length);
        }

        return offset;
    }

    private bool IsAt(int offset, ReadOnlySpan<byte> blob)
    {
        // The number of bytes of the length follows from the length of the blob that is searched; if another length is there, so are other
        // bytes.
        var start = offset + (blob.Length < 0x80 ? 1 : blob.Length < 0x4000 ? 2 : 4);
        var written = Bytes.Written;
        return LengthAt(offset) == blob.Length && written.Slice(start, blob.Length).SequenceEqual(blob);
    }

    private int LengthAt(int offset)
    {
        var bytes = Bytes.Written[offset..];
        return bytes[0] < 0x80 ? bytes[0]
            : bytes[0] < 0xC0 ? ((bytes[0] & 0x3F) << 8) | bytes[1]
            : ((bytes[0] & 0x1F) << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
    }

    /// <summary>Takes blobs from the end away.</summary>
    internal void TakeBack(int length)
    {
        if (length < Bytes.Length)
        {
            Bytes.Shorten(length);
            Rebuild(_offsets.Length);
        }
    }

    /// <summary>Makes the hash table anew, of what is in the heap.</summary>
    private void Rebuild(int size)
    {
        var (offsets, hashes) = (_offsets, _hashes);
        _offsets = new int[size];
        _hashes = new int[size];
        _count = 0;
        for (var old = 0; old < offsets.Length; old++)
        {
            if (offsets[old] == 0 || offsets[old] >= Bytes.Length)
            {
                continue;
            }

            var place = hashes[old] & (_offsets.Length - 1);
            while (_offsets[place] != 0)
            {
                place = (place + 1) & (_offsets.Length - 1);
            }

            (_offsets[place], _hashes[place]) = (offsets[old], hashes[old]);
            _count++;
        }
    }

    /// <summary>Guests choose what is in signatures, but not the seed of the hash.</summary>
    private static int HashOf(ReadOnlySpan<byte> blob)
    {
        var hash = default(HashCode);
        hash.AddBytes(blob);
        return hash.ToHashCode();
    }
}
