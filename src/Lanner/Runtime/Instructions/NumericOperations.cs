using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Lanner.Runtime;

/// <summary>Numeric instructions (specification 4.3) that take more than a few CIL instructions. The small ones are inlined by the
/// JIT.</summary>
[GuestInstructions]
internal static class NumericOperations
{
    /// <summary>The hardware faults when the quotient of the smallest number and -1 does not fit, though the remainder does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int RemainderI32(int dividend, int divisor) => divisor == -1 ? 0 : dividend % divisor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long RemainderI64(long dividend, long divisor) => divisor == -1 ? 0 : dividend % divisor;

    /// <summary><c>f32.max</c>, as <see cref="VectorOperations.MaximumF32"/> has it. (RyuJIT expands <see cref="MathF.Max(float, float)"/>
    /// wrongly beside some constants: <see cref="Platform.JitQuirks.MinimumOfConstant"/>.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float MaximumF32(float left, float right)
    {
        if (!Sse2.IsSupported)
        {
            return MaximumOf(left, right);
        }

        var first = Vector128.CreateScalarUnsafe(left);
        var second = Vector128.CreateScalarUnsafe(right);
        var either = Sse.MaxScalar(first, second) & Sse.MaxScalar(second, first);
        var isNaN = Sse.CompareScalarUnordered(first, second);
        return Vector128.AndNot(either | isNaN, (isNaN.AsUInt32() >>> 10).AsSingle()).ToScalar();
    }

    /// <summary><c>f32.min</c>, as <see cref="VectorOperations.MinimumF32"/> has it. (RyuJIT expands <see cref="MathF.Min(float, float)"/>
    /// wrongly beside some constants: <see cref="Platform.JitQuirks.MinimumOfConstant"/>.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float MinimumF32(float left, float right)
    {
        if (!Sse2.IsSupported)
        {
            return MinimumOf(left, right);
        }

        var first = Vector128.CreateScalarUnsafe(left);
        var second = Vector128.CreateScalarUnsafe(right);
        var either = Sse.MinScalar(first, second) | Sse.MinScalar(second, first);
        var isNaN = Sse.CompareScalarUnordered(first, second);
        return Vector128.AndNot(either | isNaN, (isNaN.AsUInt32() >>> 10).AsSingle()).ToScalar();
    }

    /// <summary><c>f64.max</c>, as <see cref="VectorOperations.MaximumF64"/> has it. (RyuJIT expands <see cref="Math.Max(double, double)"/>
    /// wrongly beside some constants: <see cref="Platform.JitQuirks.MinimumOfConstant"/>.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double MaximumF64(double left, double right)
    {
        if (!Sse2.IsSupported)
        {
            return MaximumOf(left, right);
        }

        var first = Vector128.CreateScalarUnsafe(left);
        var second = Vector128.CreateScalarUnsafe(right);
        var either = Sse2.MaxScalar(first, second) & Sse2.MaxScalar(second, first);
        var isNaN = Sse2.CompareScalarUnordered(first, second);
        return Vector128.AndNot(either | isNaN, (isNaN.AsUInt64() >>> 13).AsDouble()).ToScalar();
    }

    /// <summary><c>f64.min</c>, as <see cref="VectorOperations.MinimumF64"/> has it. (RyuJIT expands <see cref="Math.Min(double, double)"/>
    /// wrongly beside some constants: <see cref="Platform.JitQuirks.MinimumOfConstant"/>.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double MinimumF64(double left, double right)
    {
        if (!Sse2.IsSupported)
        {
            return MinimumOf(left, right);
        }

        var first = Vector128.CreateScalarUnsafe(left);
        var second = Vector128.CreateScalarUnsafe(right);
        var either = Sse2.MinScalar(first, second) | Sse2.MinScalar(second, first);
        var isNaN = Sse2.CompareScalarUnordered(first, second);
        return Vector128.AndNot(either | isNaN, (isNaN.AsUInt64() >>> 13).AsDouble()).ToScalar();
    }

    /// <summary>Through a signed conversion where the number has 64 significant bits: half of it, with the lost bit kept sticky, so that it
    /// is rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float ConvertU64ToF32(long value) => value >= 0 ? value : SingleOfLarge(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ConvertU64ToF64(long value) => (ulong)value;

    /// <summary>By the processor's instruction by its name: of a cast from a double that was a single the JIT makes nothing, though it
    /// makes a signalling NaN quiet (<see cref="Platform.JitQuirks.ArithmeticIdentity"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float DemoteF64(double value)
    {
        if (!Sse2.IsSupported)
        {
            return Demote(value);
        }

        var vector = Vector128.CreateScalarUnsafe(value);
        return Sse2.ConvertScalarToVector128Single(vector.AsSingle(), vector).ToScalar();
    }

    /// <summary>The high half of a product of unsigned numbers. (<see cref="Math.BigMul(ulong, ulong, out ulong)"/> would keep the low half
    /// in memory, where one needs only to multiply again.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long MultiplyHighUnsigned(long left, long right)
    {
        if (Bmi2.X64.IsSupported)
        {
            return (long)Bmi2.X64.MultiplyNoFlags((ulong)left, (ulong)right);
        }

        return ArmBase.Arm64.IsSupported
            ? (long)ArmBase.Arm64.MultiplyHigh((ulong)left, (ulong)right)
            : (long)Math.BigMul((ulong)left, (ulong)right, out _);
    }

    /// <summary>The high half of a product of signed numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long MultiplyHighSigned(long left, long right) => ArmBase.Arm64.IsSupported
        ? ArmBase.Arm64.MultiplyHigh(left, right)
        : MultiplyHighUnsigned(left, right) - ((left >> 63) & right) - ((right >> 63) & left);

    // Not inlined, so that no operand is known; of NaNs the sum is quiet, as the specification asks.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float MaximumOf(float left, float right) =>
        float.IsNaN(left) || float.IsNaN(right) ? left + right : MathF.Max(left, right);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float MinimumOf(float left, float right) =>
        float.IsNaN(left) || float.IsNaN(right) ? left + right : MathF.Min(left, right);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double MaximumOf(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? left + right : Math.Max(left, right);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double MinimumOf(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? left + right : Math.Min(left, right);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Demote(double value) => (float)value;

    private static float SingleOfLarge(long value)
    {
        float half = (long)(((ulong)value >> 1) | ((ulong)value & 1));
        return half + half;
    }
}
