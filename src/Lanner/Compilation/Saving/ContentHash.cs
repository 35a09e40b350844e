using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Lanner.Compilation.Saving;

/// <summary>SHA-256 (FIPS 180-4), in hexadecimal digits. The runtime leaves it to OpenSSL, which takes 5 ms to load: a sixth of the start
/// of a small program from the cache. Short contents do without.</summary>
internal static class ContentHash
{
    /// <summary>Longer contents take OpenSSL less time, its start included.</summary>
    internal const int LongestOwn = 1 << 20;

    private const int BlockSize = 64;

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes.</summary>
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Hashes a content.</summary>
    /// <returns>64 hexadecimal digits, in small letters.</returns>
    internal static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (content.Length > LongestOwn)
        {
            HashWithSystem(content, hash);
        }
        else
        {
            Hash(content, hash);
        }

        return Hexadecimal(hash);
    }

    /// <summary>Writes bytes as hexadecimal digits. The runtime's own way is compiled by the JIT first.</summary>
    internal static string Hexadecimal(ReadOnlySpan<byte> bytes)
    {
        var digits = new char[bytes.Length * 2];
        for (var index = 0; index < bytes.Length; index++)
        {
            digits[index * 2] = "0123456789abcdef"[bytes[index] >> 4];
            digits[(index * 2) + 1] = "0123456789abcdef"[bytes[index] & 15];
        }

        return new string(digits);
    }

    // A method of its own, so that its assembly is loaded only when it is called.
    private static void HashWithSystem(ReadOnlySpan<byte> content, Span<byte> hash) => SHA256.HashData(content, hash);

    private static void Hash(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        // The first 32 bits of the fractional parts of the square roots of the first eight primes.
        Span<uint> state = stackalloc uint[]
        {
            0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
        };
        var rest = content;
        for (; rest.Length >= BlockSize; rest = rest[BlockSize..])
        {
            Add(state, rest);
        }

        // The last block or two: what is left, a bit that is set, zeros, and the number of bits.
        Span<byte> end = stackalloc byte[2 * BlockSize];
        end.Clear();
        rest.CopyTo(end);
        end[rest.Length] = 0x80;
        var length = rest.Length + 1 + sizeof(ulong) <= BlockSize ? BlockSize : 2 * BlockSize;
        BinaryPrimitives.WriteUInt64BigEndian(end[(length - sizeof(ulong))..], (ulong)content.Length * 8);
        for (var at = 0; at < length; at += BlockSize)
        {
            Add(state, end[at..]);
        }

        for (var index = 0; index < state.Length; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(index * sizeof(uint))..], state[index]);
        }
    }

    /// <summary>Goes on with the first 64 bytes of a block.</summary>
    private static void Add(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> schedule = stackalloc uint[64];
        for (var index = 0; index < 16; index++)
        {
            schedule[index] = BinaryPrimitives.ReadUInt32BigEndian(block[(index * sizeof(uint))..]);
        }

        for (var index = 16; index < schedule.Length; index++)
        {
            var (early, late) = (schedule[index - 15], schedule[index - 2]);
            var first = BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3);
            var second = BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10);
            schedule[index] = schedule[index - 16] + first + schedule[index - 7] + second;
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var index = 0; index < schedule.Length; index++)
        {
            var ofE = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var first = h + ofE + ((e & f) ^ (~e & g)) + Constants[index] + schedule[index];
            var ofA = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var second = ofA + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
