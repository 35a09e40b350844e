using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lanner.Runtime;

/// <summary>Gives every NaN the bits that the deterministic profile gives it (specification A.5): positive, and of the payload only the
/// highest bit.</summary>
internal static class CanonicalNaN
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float F32(float value) => float.IsNaN(value) ? BitConverter.UInt32BitsToSingle(0x7FC0_0000) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double F64(double value) => double.IsNaN(value) ? BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> F32x4(Vector128<byte> value) => Vector128.ConditionalSelect(
        Vector128.Equals(value.AsSingle(), value.AsSingle()).AsUInt32(), value.AsUInt32(), Vector128.Create(0x7FC0_0000u)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> F64x2(Vector128<byte> value) => Vector128.ConditionalSelect(
        Vector128.Equals(value.AsDouble(), value.AsDouble()).AsUInt64(), value.AsUInt64(),
        Vector128.Create(0x7FF8_0000_0000_0000ul)).AsByte();
}
