using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lanner.Runtime;

/// <summary>Vector instructions on floating-point numbers (specification 4.3.3) that take more than one instruction of the
/// hardware.</summary>
internal static partial class VectorOperations
{
    /// <summary><c>f32x4.min</c>. <c>minps</c> gives its second operand for a NaN and for zeros, so both orders are tried: of zeros the sum
    /// of the bits has the sign, of a NaN something in which all bits of the exponent are set. There the payload is cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> MinimumF32(Vector128<float> left, Vector128<float> right)
    {
        if (!Sse2.IsSupported)
        {
            return Vector128.Create(
                NumericOperations.MinimumF32(left[0], right[0]),
                NumericOperations.MinimumF32(left[1], right[1]),
                NumericOperations.MinimumF32(left[2], right[2]),
                NumericOperations.MinimumF32(left[3], right[3]));
        }

        var either = Sse.Min(left, right) | Sse.Min(right, left);
        var isNaN = Sse.CompareUnordered(left, right);
        return Vector128.AndNot(either | isNaN, (isNaN.AsUInt32() >>> 10).AsSingle());
    }

    /// <summary><c>f64x2.min</c>; see <see cref="MinimumF32"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<double> MinimumF64(Vector128<double> left, Vector128<double> right)
    {
        if (!Sse2.IsSupported)
        {
            return Vector128.Create(NumericOperations.MinimumF64(left[0], right[0]), NumericOperations.MinimumF64(left[1], right[1]));
        }

        var either = Sse2.Min(left, right) | Sse2.Min(right, left);
        var isNaN = Sse2.CompareUnordered(left, right);
        return Vector128.AndNot(either | isNaN, (isNaN.AsUInt64() >>> 13).AsDouble());
    }

    /// <summary><c>f32x4.max</c>. As <see cref="MinimumF32"/>, but of zeros that differ the sign is to be cleared: it is the conjunction of
    /// the bits that has it. (No arithmetic, which RyuJIT would take for nothing when both operands are the same:
    /// <see cref="Platform.JitQuirks.ArithmeticIdentity"/>.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> MaximumF32(Vector128<float> left, Vector128<float> right)
    {
        if (!Sse2.IsSupported)
        {
            return Vector128.Create(
                NumericOperations.MaximumF32(left[0], right[0]),
                NumericOperations.MaximumF32(left[1], right[1]),
                NumericOperations.MaximumF32(left[2], right[2]),
                NumericOperations.MaximumF32(left[3], right[3]));
        }

        var either = Sse.Max(left, right) & Sse.Max(right, left);
        var isNaN = Sse.CompareUnordered(left, right);
        return Vector128.AndNot(either | isNaN, (isNaN.AsUInt32() >>> 10).AsSingle());
    }

    /// <summary><c>f64x2.max</c>; see <see cref="MaximumF32"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<double> MaximumF64(Vector128<double> left, Vector128<double> right)
    {
        if (!Sse2.IsSupported)
        {
            return Vector128.Create(NumericOperations.MaximumF64(left[0], right[0]), NumericOperations.MaximumF64(left[1], right[1]));
        }

        var either = Sse2.Max(left, right) & Sse2.Max(right, left);
        var isNaN = Sse2.CompareUnordered(left, right);
        return Vector128.AndNot(either | isNaN, (isNaN.AsUInt64() >>> 13).AsDouble());
    }

    /// <summary><c>f32x4.pmin</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> PseudoMinimumF32(Vector128<float> left, Vector128<float> right) =>
        Vector128.ConditionalSelect(Vector128.LessThan(right, left), right, left);

    /// <summary><c>f32x4.pmax</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> PseudoMaximumF32(Vector128<float> left, Vector128<float> right) =>
        Vector128.ConditionalSelect(Vector128.LessThan(left, right), right, left);

    /// <summary><c>f64x2.pmin</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<double> PseudoMinimumF64(Vector128<double> left, Vector128<double> right) =>
        Vector128.ConditionalSelect(Vector128.LessThan(right, left), right, left);

    /// <summary><c>f64x2.pmax</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<double> PseudoMaximumF64(Vector128<double> left, Vector128<double> right) =>
        Vector128.ConditionalSelect(Vector128.LessThan(left, right), right, left);

    /// <summary><c>f64x2.convert_low_i32x4_u</c>: with the number as the low bits of 2 to the power of 52, which is then subtracted,
    /// nothing is rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<double> ConvertLowU32(Vector128<uint> value)
    {
        var offset = Vector128.Create(4503599627370496.0);
        return (Vector128.WidenLower(value) | offset.AsUInt64()).AsDouble() - offset;
    }

    /// <summary><c>i32x4.trunc_sat_f32x4_u</c>, for which there was no instruction before AVX-512. Numbers of 31 bits are converted as they
    /// are; of greater ones, which come out as 2 to the power of 31, what is above that is converted and added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> TruncateUnsignedF32(Vector128<float> value)
    {
        if (Avx512F.VL.IsSupported || !Sse41.IsSupported)
        {
            return Vector128.ConvertToUInt32(value);
        }

        // Of a NaN maxps gives the second operand.
        var number = Sse.Max(value, Vector128<float>.Zero);
        var half = Vector128.Create(2147483648f);
        var above = number - half;
        var tooLarge = Vector128.GreaterThanOrEqual(above, half).AsInt32();
        var converted = Sse41.Max(Sse2.ConvertToVector128Int32WithTruncation(above) ^ tooLarge, Vector128<int>.Zero);
        return (Sse2.ConvertToVector128Int32WithTruncation(number) + converted).AsUInt32();
    }

    /// <summary><c>i32x4.trunc_sat_f64x2_s_zero</c>. A NaN becomes zero, what is too large the largest number; what is too small comes out
    /// right by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> TruncateSignedF64(Vector128<double> value)
    {
        if (Sse2.IsSupported)
        {
            var number = value & Vector128.Equals(value, value);
            return Sse2.ConvertToVector128Int32WithTruncation(Sse2.Min(number, Vector128.Create((double)int.MaxValue)));
        }

        return Vector128.NarrowWithSaturation(Vector128.ConvertToInt64(value), Vector128<long>.Zero);
    }

    /// <summary><c>i32x4.trunc_sat_f64x2_u_zero</c>. Within the range, the integer is what 2 to the power of 52 has in its low bits when it
    /// is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> TruncateUnsignedF64(Vector128<double> value)
    {
        if (Sse41.IsSupported)
        {
            // Of a NaN maxpd gives the second operand.
            var number = Sse2.Min(Sse2.Max(value, Vector128<double>.Zero), Vector128.Create((double)uint.MaxValue));
            var shifted = Sse41.RoundToZero(number) + Vector128.Create(4503599627370496.0);
            return Sse.Shuffle(shifted.AsSingle(), Vector128<float>.Zero, 0b10_00_10_00).AsUInt32();
        }

        return Vector128.NarrowWithSaturation(Vector128.ConvertToUInt64(value), Vector128<ulong>.Zero);
    }

    /// <summary><c>f32x4.relaxed_nmadd</c> where nothing is fused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> NegatedMultiplyAddF32(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(-left, right, addend);

    /// <summary><c>f64x2.relaxed_nmadd</c> where nothing is fused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<double> NegatedMultiplyAddF64(Vector128<double> left, Vector128<double> right, Vector128<double> addend) =>
        Vector128.MultiplyAddEstimate(-left, right, addend);
}
