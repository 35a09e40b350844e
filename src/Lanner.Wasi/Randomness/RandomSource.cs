using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Lanner.Wasi.Randomness;

/// <summary>Random numbers for guests.</summary>
internal abstract class RandomSource
{
    /// <summary>Those of the operating system, fit for cryptography.</summary>
    internal static RandomSource System { get; } = new SystemSource();

    /// <summary>Those that follow from a number: the same in every version of Lanner and .NET.</summary>
    internal static RandomSource FromSeed(long seed) => new SeededSource(seed);

    internal abstract void Fill(Span<byte> buffer);

    /// <summary>A number of random bits.</summary>
    internal ulong NextNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private sealed class SystemSource : RandomSource
    {
        internal override void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
    }

    /// <summary>xoshiro256** of Blackman and Vigna, set up by SplitMix64 as they advise.</summary>
    private sealed class SeededSource : RandomSource
    {
        private readonly Lock _gate = new();
        private readonly ulong[] _state = new ulong[4];

        internal SeededSource(long seed)
        {
            var mixed = (ulong)seed;
            for (var index = 0; index < _state.Length; index++)
            {
                mixed += 0x9E3779B97F4A7C15;
                var value = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
                value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
                _state[index] = value ^ (value >> 31);
            }
        }

        internal override void Fill(Span<byte> buffer)
        {
            lock (_gate)
            {
                Span<byte> word = stackalloc byte[8];
                while (!buffer.IsEmpty)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(word, Next());
                    var length = int.Min(buffer.Length, word.Length);
                    word[..length].CopyTo(buffer);
                    buffer = buffer[length..];
                }
            }
        }

        private ulong Next()
        {
            var result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
            var shifted = _state[1] << 17;
            _state[2] ^= _state[0];
            _state[3] ^= _state[1];
            _state[1] ^= _state[2];
            _state[0] ^= _state[3];
            _state[2] ^= shifted;
            _state[3] = BitOperations.RotateLeft(_state[3], 45);
            return result;
        }
    }
}
