using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Lanner.Runtime;

/// <summary>Numeric instructions (specification 4.3) that take more than a few CIL instructions. The small ones are inlined by the JIT.</summary>
[GuestInstructions]
internal static class NumericOperations
{
    /// <summary>The hardware faults when the quotient of the smallest number and -1 does not fit, though the remainder does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int RemainderI32(int dividend, int divisor) => divisor == -1 ? 0 : dividend % divisor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long RemainderI64(long dividend, long divisor) => divisor == -1 ? 0 : dividend % divisor;

    /// <summary>.NET returns a NaN operand as it is; adding the operands makes it quiet, as the specification asks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float MaximumF32(float left, float right) => float.IsNaN(left) || float.IsNaN(right) ? left + right : MathF.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float MinimumF32(float left, float right) => float.IsNaN(left) || float.IsNaN(right) ? left + right : MathF.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double MaximumF64(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? left + right : Math.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double MinimumF64(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? left + right : Math.Min(left, right);

    /// <summary>Through a signed conversion where the number has 64 significant bits: half of it, with the lost bit kept sticky, so that it is rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float ConvertU64ToF32(long value) => value >= 0 ? value : SingleOfLarge(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ConvertU64ToF64(long value) => (ulong)value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static float AddF32(float left, float right) => left + right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static double AddF64(double left, double right) => left + right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static float SubtractF32(float left, float right) => left - right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static double SubtractF64(double left, double right) => left - right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static float MultiplyF32(float left, float right) => left * right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static double MultiplyF64(double left, double right) => left * right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static float DivideF32(float left, float right) => left / right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static double DivideF64(double left, double right) => left / right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static float DemoteF64(double value) => (float)value;

    /// <summary>A number of which the JIT does not see where it comes from.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int HideI32(int value) => value;

    /// <summary>The same of 64 bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long HideI64(long value) => value;

    /// <summary>The high half of a product of unsigned numbers. (<see cref="Math.BigMul(ulong, ulong, out ulong)"/> would keep the low half in memory, where one needs only
    /// to multiply again.)</summary>
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

    private static float SingleOfLarge(long value)
    {
        float half = (long)(((ulong)value >> 1) | ((ulong)value & 1));
        return half + half;
    }
}
