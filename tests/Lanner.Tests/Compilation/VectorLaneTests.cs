using System.Runtime.Intrinsics;
using CsCheck;
using Lanner.Compilation.Layout;

namespace Lanner.Tests.Compilation;

/// <summary>Vector instructions on integers against the same done lane by lane, on the instructions of this processor and without naming
/// any.</summary>
public sealed class VectorLaneTests
{
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte,
        Gen.OneOf(Gen.Const<byte>(0), Gen.Const<byte>(1), Gen.Const<byte>(0x7F), Gen.Const<byte>(0x80), Gen.Const<byte>(0xFF))).Array[16];

    public static TheoryData<string, bool> Instructions()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in Lanes.References.Keys)
        {
            data.Add(name, false);
            data.Add(name, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Each_lane_is_what_the_specification_says(string instruction, bool isPortable)
    {
        using var guest = MakeGuest(
            $"(func (export \"f\") (param v128 v128) (result v128) ({instruction} (local.get 0) (local.get 1)))", isPortable);
        var function = guest.Get<Func<Vector128<byte>, Vector128<byte>, Vector128<byte>>>("f");

        Gen.Select(Bytes, Bytes).Sample((left, right) =>
            Assert.Equal(Lanes.References[instruction](left, right), ToBytes(function(Vector128.Create(left), Vector128.Create(right)))),
            iter: 300, threads: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shuffle_of_any_lanes_takes_those_lanes(bool isPortable)
    {
        // Random ones, and those that are one instruction: interleaved, from some lane on, in place, groups of four bytes, of one operand
        // only.
        var masks = Gen.OneOf(
            Gen.Int[0, 31].Array[16],
            Gen.Select(Gen.Int[0, 3], Gen.Bool, Gen.Bool, (width, isHigh, isSwapped) => Enumerable.Range(0, 16)
                .Select(index => ((isHigh ? 8 : 0) + ((index >> width) / 2 << width) + (index & ((1 << width) - 1))
                    + ((index >> width) % 2 * 16)) ^ (isSwapped ? 16 : 0))
                .ToArray()),
            Gen.Int[0, 31].Select(start => Enumerable.Range(start, 16).Select(index => index % 32).ToArray()),
            Gen.Bool.Array[16].Select(isSecond => isSecond.Select((second, index) => index + (second ? 16 : 0)).ToArray()),
            Gen.Bool.Array[8].Select(isSecond => Enumerable.Range(0, 16).Select(index => index + (isSecond[index / 2] ? 16 : 0)).ToArray()),
            Gen.Int[0, 7].Array[4].Select(groups => groups.SelectMany(group => Enumerable.Range(group * 4, 4)).ToArray()),
            Gen.Select(
                Gen.Int[0, 15].Array[16], Gen.Bool.Select(isSecond => isSecond ? 16 : 0),
                (mask, operand) => mask.Select(lane => lane + operand).ToArray()));
        masks.Sample(
            mask =>
            {
                using var guest = MakeGuest(
                    $"""
                    (func (export "two") (param v128 v128) (result v128) (i8x16.shuffle {string.Join(' ', mask)} (local.get 0)
                        (local.get 1)))
                    (func (export "one") (param v128) (result v128) (i8x16.shuffle {string.Join(' ', mask)} (local.get 0) (local.get 0)))
                    """,
                    isPortable);
                var left = Enumerable.Range(100, 16).Select(value => (byte)value).ToArray();
                var right = Enumerable.Range(200, 16).Select(value => (byte)value).ToArray();

                var two = guest.Get<Func<Vector128<byte>, Vector128<byte>, Vector128<byte>>>("two")(
                    Vector128.Create(left), Vector128.Create(right));
                var one = guest.Get<Func<Vector128<byte>, Vector128<byte>>>("one")(Vector128.Create(left));

                byte[] both = [.. left, .. right];
                Assert.Equal(mask.Select(lane => both[lane]), ToBytes(two));
                Assert.Equal(mask.Select(lane => left[lane % 16]), ToBytes(one));
            },
            iter: 60,
            threads: 1);
    }

    private static byte[] ToBytes(Vector128<byte> vector)
    {
        var bytes = new byte[16];
        vector.CopyTo(bytes);
        return bytes;
    }

    private static Guest MakeGuest(string functions, bool isPortable) => new(
        $"(module {functions})",
        compile: isPortable ? options => options with { Hardware = VectorHardware.None } : null);

    /// <summary>The meaning of instructions of two vectors, lane by lane.</summary>
    private static class Lanes
    {
        internal static readonly Dictionary<string, Func<byte[], byte[], byte[]>> References = new()
        {
            ["i8x16.swizzle"] = (left, right) => right.Select(index => index < 16 ? left[index] : (byte)0).ToArray(),
            ["i8x16.add_sat_s"] = (left, right) =>
                Each(left, right, 1, true, true, (a, b) => Math.Clamp(a + b, sbyte.MinValue, sbyte.MaxValue)),
            ["i8x16.sub_sat_u"] = (left, right) => Each(left, right, 1, false, false, (a, b) => Math.Clamp(a - b, 0, 255)),
            ["i8x16.avgr_u"] = (left, right) => Each(left, right, 1, false, false, (a, b) => (a + b + 1) / 2),
            ["i8x16.min_s"] = (left, right) => Each(left, right, 1, true, true, Math.Min),
            ["i8x16.max_u"] = (left, right) => Each(left, right, 1, false, false, Math.Max),
            ["i8x16.le_s"] = (left, right) => Each(left, right, 1, true, true, (a, b) => a <= b ? -1 : 0),
            ["i8x16.gt_u"] = (left, right) => Each(left, right, 1, false, false, (a, b) => a > b ? -1 : 0),
            ["i16x8.avgr_u"] = (left, right) => Each(left, right, 2, false, false, (a, b) => (a + b + 1) / 2),
            ["i16x8.mul"] = (left, right) => Each(left, right, 2, true, true, (a, b) => a * b),
            ["i16x8.q15mulr_sat_s"] = (left, right) =>
                Each(left, right, 2, true, true, (a, b) => Math.Min(((a * b) + 0x4000) >> 15, short.MaxValue)),
            ["i32x4.mul"] = (left, right) => Each(left, right, 4, true, true, (a, b) => a * b),
            ["i64x2.mul"] = (left, right) => Each(left, right, 8, true, true, (a, b) => a * b),
            ["i64x2.lt_s"] = (left, right) => Each(left, right, 8, true, true, (a, b) => a < b ? -1 : 0),
            ["i16x8.extmul_low_i8x16_s"] = (left, right) => Extended(left, right, 1, 0, true),
            ["i16x8.extmul_high_i8x16_u"] = (left, right) => Extended(left, right, 1, 8, false),
            ["i32x4.extmul_low_i16x8_s"] = (left, right) => Extended(left, right, 2, 0, true),
            ["i32x4.extmul_high_i16x8_u"] = (left, right) => Extended(left, right, 2, 8, false),
            ["i64x2.extmul_low_i32x4_u"] = (left, right) => Extended(left, right, 4, 0, false),
            ["i64x2.extmul_high_i32x4_s"] = (left, right) => Extended(left, right, 4, 8, true),
            ["i8x16.narrow_i16x8_s"] = (left, right) => Narrow(left, right, 2, sbyte.MinValue, sbyte.MaxValue),
            ["i8x16.narrow_i16x8_u"] = (left, right) => Narrow(left, right, 2, 0, byte.MaxValue),
            ["i16x8.narrow_i32x4_s"] = (left, right) => Narrow(left, right, 4, short.MinValue, short.MaxValue),
            ["i16x8.narrow_i32x4_u"] = (left, right) => Narrow(left, right, 4, 0, ushort.MaxValue),
            ["i32x4.dot_i16x8_s"] = (left, right) => Pairs(Extended(left, right, 2, 0, true), Extended(left, right, 2, 8, true), 4),
        };

        private static byte[] Each(byte[] left, byte[] right, int width, bool isSigned, bool isSignedToo, Func<long, long, long> operation)
        {
            var result = new byte[16];
            for (var offset = 0; offset < 16; offset += width)
            {
                Write(result, offset, width, operation(Read(left, offset, width, isSigned), Read(right, offset, width, isSignedToo)));
            }

            return result;
        }

        private static byte[] Extended(byte[] left, byte[] right, int width, int start, bool isSigned)
        {
            var result = new byte[16];
            for (var offset = 0; offset < 8; offset += width)
            {
                Write(
                    result, 2 * offset, 2 * width,
                    Read(left, start + offset, width, isSigned) * Read(right, start + offset, width, isSigned));
            }

            return result;
        }

        private static byte[] Narrow(byte[] left, byte[] right, int width, long minimum, long maximum)
        {
            var result = new byte[16];
            byte[] both = [.. left, .. right];
            for (var offset = 0; offset < 32; offset += width)
            {
                Write(result, offset / 2, width / 2, Math.Clamp(Read(both, offset, width, isSigned: true), minimum, maximum));
            }

            return result;
        }

        private static byte[] Pairs(byte[] low, byte[] high, int width)
        {
            var result = new byte[16];
            byte[] both = [.. low, .. high];
            for (var offset = 0; offset < 32; offset += 2 * width)
            {
                Write(
                    result, offset / 2, width,
                    Read(both, offset, width, isSigned: true) + Read(both, offset + width, width, isSigned: true));
            }

            return result;
        }

        private static long Read(byte[] bytes, int offset, int width, bool isSigned)
        {
            long value = 0;
            for (var index = width - 1; index >= 0; index--)
            {
                value = (value << 8) | bytes[offset + index];
            }

            var unused = 64 - (8 * width);
            return isSigned ? value << unused >> unused : value;
        }

        private static void Write(byte[] bytes, int offset, int width, long value)
        {
            for (var index = 0; index < width; index++)
            {
                bytes[offset + index] = (byte)(value >> (8 * index));
            }
        }
    }
}
