using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lanner.Runtime;

/// <summary>Vector instructions on integers (specification 4.3.2) that take more than one instruction of the hardware. They are inlined,
/// and each asks the JIT what the hardware has, which is known when the code is compiled.</summary>
internal static partial class VectorOperations
{
    /// <summary><c>i64x2.shr_s</c>, which there was not before AVX-512: shifted logically, then the sign bit, wherever it is now,
    /// extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<long> ShiftRightSigned64(Vector128<long> value, int count)
    {
        if (Avx512F.VL.IsSupported || !X86Base.IsSupported)
        {
            return value >> count;
        }

        var sign = Vector128.Create(long.MinValue) >>> count;
        return ((value >>> count) ^ sign) - sign;
    }

    /// <summary><c>i8x16.shr_s</c>. No processor of Intel's shifts bytes: even and odd ones are shifted in lanes of 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<sbyte> ShiftRightSigned8(Vector128<sbyte> value, int count)
    {
        if (!X86Base.IsSupported)
        {
            return value >> count;
        }

        var sign = Vector128.Create(sbyte.MinValue) >>> count;
        return ((value >>> count) ^ sign) - sign;
    }

    /// <summary><c>v128.bitselect</c>: the bits of the first where the mask has ones, else those of the second, by exclusive ors and not by
    /// <see cref="Vector128.ConditionalSelect"/> (<see cref="Platform.JitQuirks.SelectOfOtherLanes"/>). Of this the JIT makes one
    /// instruction too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> BitSelect(Vector128<byte> first, Vector128<byte> second, Vector128<byte> mask) =>
        ((first ^ second) & mask) ^ second;

    /// <summary><c>i8x16.popcnt</c>: the two halves of a byte are looked up in a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> PopCount(Vector128<byte> value)
    {
        if (Ssse3.IsSupported)
        {
            var table = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
            var mask = Vector128.Create((byte)0x0F);
            return Ssse3.Shuffle(table, value & mask) + Ssse3.Shuffle(table, (value.AsUInt16() >>> 4).AsByte() & mask);
        }

        // Sums of neighbouring bits, of pairs, of halves.
        var pairs = value - ((value >>> 1) & Vector128.Create((byte)0x55));
        var halves = (pairs & Vector128.Create((byte)0x33)) + ((pairs >>> 2) & Vector128.Create((byte)0x33));
        return (halves + (halves >>> 4)) & Vector128.Create((byte)0x0F);
    }

    /// <summary><c>i8x16.avgr_u</c>: what both have and half of what one has, rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Average8(Vector128<byte> left, Vector128<byte> right) => (left | right) - ((left ^ right) >>> 1);

    /// <summary><c>i16x8.avgr_u</c>; see <see cref="Average8"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ushort> Average16(Vector128<ushort> left, Vector128<ushort> right) => (left | right) - ((left ^ right) >>> 1);

    /// <summary><c>i16x8.q15mulr_sat_s</c>. The one product that does not fit, of the smallest numbers, comes out as the smallest number;
    /// it is to be the largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<short> MultiplyQ15(Vector128<short> left, Vector128<short> right)
    {
        var smallest = Vector128.Create(short.MinValue);
        Vector128<short> product;
        if (Ssse3.IsSupported)
        {
            product = Ssse3.MultiplyHighRoundScale(left, right);
        }
        else
        {
            var half = Vector128.Create(1 << 14);
            product = Vector128.Narrow(
                ((Vector128.WidenLower(left) * Vector128.WidenLower(right)) + half) >> 15,
                ((Vector128.WidenUpper(left) * Vector128.WidenUpper(right)) + half) >> 15);
        }

        return product ^ Vector128.Equals(product, smallest);
    }

    /// <summary><c>i32x4.dot_i16x8_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> Dot(Vector128<short> left, Vector128<short> right) =>
        (Even(left) * Even(right)) + (Odd(left) * Odd(right));

    /// <summary>The products of neighbouring bytes added, with saturation: <c>i16x8.relaxed_dot_i8x16_i7x16_s</c> as the deterministic
    /// profile has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<short> RelaxedDot(Vector128<sbyte> left, Vector128<sbyte> right) =>
        Vector128.AddSaturate(Even(left) * Even(right), Odd(left) * Odd(right));

    /// <summary><see cref="RelaxedDot"/> on vectors as variables have them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> RelaxedDotOfBytes(Vector128<byte> left, Vector128<byte> right) =>
        RelaxedDot(left.AsSByte(), right.AsSByte()).AsByte();

    /// <summary><c>i16x8.extadd_pairwise_i8x16_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<short> AddPairsSigned8(Vector128<sbyte> value) => Ssse3.IsSupported
        ? Ssse3.MultiplyAddAdjacent(Vector128.Create((byte)1), value)
        : Even(value) + Odd(value);

    /// <summary><c>i16x8.extadd_pairwise_i8x16_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ushort> AddPairsUnsigned8(Vector128<byte> value) =>
        (value.AsUInt16() & Vector128.Create((ushort)0xFF)) + (value.AsUInt16() >>> 8);

    /// <summary><c>i32x4.extadd_pairwise_i16x8_s</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> AddPairsSigned16(Vector128<short> value) => Even(value) + Odd(value);

    /// <summary><c>i32x4.extadd_pairwise_i16x8_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> AddPairsUnsigned16(Vector128<ushort> value) =>
        (value.AsUInt32() & Vector128.Create(0xFFFFu)) + (value.AsUInt32() >>> 16);

    /// <summary><c>i8x16.narrow_i16x8_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> NarrowUnsigned16(Vector128<short> low, Vector128<short> high) =>
        Vector128.Narrow(Limit(low).AsUInt16(), Limit(high).AsUInt16());

    /// <summary><c>i16x8.narrow_i32x4_u</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ushort> NarrowUnsigned32(Vector128<int> low, Vector128<int> high) =>
        Vector128.Narrow(Limit(low).AsUInt32(), Limit(high).AsUInt32());

    /// <summary><c>i8x16.relaxed_laneselect</c> by the top bits, where the hardware has that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Blend8(Vector128<byte> whenSet, Vector128<byte> otherwise, Vector128<byte> mask) =>
        Sse41.BlendVariable(otherwise, whenSet, mask);

    /// <summary><c>i32x4.relaxed_laneselect</c>; see <see cref="Blend8"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> Blend32(Vector128<float> whenSet, Vector128<float> otherwise, Vector128<float> mask) =>
        Sse41.BlendVariable(otherwise, whenSet, mask);

    /// <summary><c>i64x2.relaxed_laneselect</c>; see <see cref="Blend8"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<double> Blend64(Vector128<double> whenSet, Vector128<double> otherwise, Vector128<double> mask) =>
        Sse41.BlendVariable(otherwise, whenSet, mask);

    private static Vector128<short> Even(Vector128<sbyte> value) => (value.AsInt16() << 8) >> 8;

    private static Vector128<short> Odd(Vector128<sbyte> value) => value.AsInt16() >> 8;

    private static Vector128<int> Even(Vector128<short> value) => (value.AsInt32() << 16) >> 16;

    private static Vector128<int> Odd(Vector128<short> value) => value.AsInt32() >> 16;

    private static Vector128<short> Limit(Vector128<short> value) =>
        Vector128.Min(Vector128.Max(value, Vector128<short>.Zero), Vector128.Create((short)byte.MaxValue));

    private static Vector128<int> Limit(Vector128<int> value) =>
        Vector128.Min(Vector128.Max(value, Vector128<int>.Zero), Vector128.Create((int)ushort.MaxValue));
}
