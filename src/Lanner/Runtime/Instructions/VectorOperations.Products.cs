using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lanner.Runtime;

/// <summary>The extended multiplications, <c>extmul</c>: products of twice the width, of the low or the high half of the lanes.</summary>
internal static partial class VectorOperations
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<short> MultiplyLowSigned8(Vector128<sbyte> left, Vector128<sbyte> right) =>
        Vector128.WidenLower(left) * Vector128.WidenLower(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<short> MultiplyHighSigned8(Vector128<sbyte> left, Vector128<sbyte> right) =>
        Vector128.WidenUpper(left) * Vector128.WidenUpper(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ushort> MultiplyLowUnsigned8(Vector128<byte> left, Vector128<byte> right) =>
        Vector128.WidenLower(left) * Vector128.WidenLower(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ushort> MultiplyHighUnsigned8(Vector128<byte> left, Vector128<byte> right) =>
        Vector128.WidenUpper(left) * Vector128.WidenUpper(right);

    // Intel's processors multiply lanes of 16 bits in half the time of lanes of 32, so the two halves of the products are put together.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> MultiplyLowSigned16(Vector128<short> left, Vector128<short> right) => Sse2.IsSupported
        ? Sse2.UnpackLow(Sse2.MultiplyLow(left, right), Sse2.MultiplyHigh(left, right)).AsInt32()
        : Vector128.WidenLower(left) * Vector128.WidenLower(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> MultiplyHighSigned16(Vector128<short> left, Vector128<short> right) => Sse2.IsSupported
        ? Sse2.UnpackHigh(Sse2.MultiplyLow(left, right), Sse2.MultiplyHigh(left, right)).AsInt32()
        : Vector128.WidenUpper(left) * Vector128.WidenUpper(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> MultiplyLowUnsigned16(Vector128<ushort> left, Vector128<ushort> right) => Sse2.IsSupported
        ? Sse2.UnpackLow(Sse2.MultiplyLow(left, right), Sse2.MultiplyHigh(left, right)).AsUInt32()
        : Vector128.WidenLower(left) * Vector128.WidenLower(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> MultiplyHighUnsigned16(Vector128<ushort> left, Vector128<ushort> right) => Sse2.IsSupported
        ? Sse2.UnpackHigh(Sse2.MultiplyLow(left, right), Sse2.MultiplyHigh(left, right)).AsUInt32()
        : Vector128.WidenUpper(left) * Vector128.WidenUpper(right);

    // The hardware multiplies the even lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<long> MultiplyLowSigned32(Vector128<int> left, Vector128<int> right) => Sse41.IsSupported
        ? Sse41.Multiply(Sse2.Shuffle(left, 0b01_01_00_00), Sse2.Shuffle(right, 0b01_01_00_00))
        : Vector128.WidenLower(left) * Vector128.WidenLower(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<long> MultiplyHighSigned32(Vector128<int> left, Vector128<int> right) => Sse41.IsSupported
        ? Sse41.Multiply(Sse2.Shuffle(left, 0b11_11_10_10), Sse2.Shuffle(right, 0b11_11_10_10))
        : Vector128.WidenUpper(left) * Vector128.WidenUpper(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ulong> MultiplyLowUnsigned32(Vector128<uint> left, Vector128<uint> right) => Sse2.IsSupported
        ? Sse2.Multiply(Sse2.Shuffle(left, 0b01_01_00_00), Sse2.Shuffle(right, 0b01_01_00_00))
        : Vector128.WidenLower(left) * Vector128.WidenLower(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ulong> MultiplyHighUnsigned32(Vector128<uint> left, Vector128<uint> right) => Sse2.IsSupported
        ? Sse2.Multiply(Sse2.Shuffle(left, 0b11_11_10_10), Sse2.Shuffle(right, 0b11_11_10_10))
        : Vector128.WidenUpper(left) * Vector128.WidenUpper(right);
}
