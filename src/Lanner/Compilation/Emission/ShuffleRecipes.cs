using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using static Lanner.Compilation.Emission.VectorMethods;

namespace Lanner.Compilation.Emission;

/// <summary>The recipes of <c>i8x16.shuffle</c>: its lanes are constant, and most of those that compilers write are one instruction of the
/// hardware.</summary>
internal static class ShuffleRecipes
{
    private static readonly LaneType[] Widths = [LaneType.U8, LaneType.U16, LaneType.U32, LaneType.U64];

    /// <summary>The recipe of a shuffle.</summary>
    /// <param name="mask">For each lane of the result, which lane it is of the first operand (0 to 15) or the second (16 to 31).</param>
    /// <param name="isSame">True if the two operands are the same value.</param>
    /// <param name="hardware">The instructions that may be used.</param>
    internal static VectorRecipe Make(Vector128<byte> mask, bool isSame, VectorHardware hardware)
    {
        if (isSame || Vector128.LessThanAll(mask, Vector128.Create((byte)16)))
        {
            return OfOne(mask & Vector128.Create((byte)15), hardware) with { Order = OperandOrder.OnlyFirst };
        }

        if (Vector128.GreaterThanOrEqualAll(mask, Vector128.Create((byte)16)))
        {
            return OfOne(mask - Vector128.Create((byte)16), hardware) with { Order = OperandOrder.OnlySecond };
        }

        return OfTwo(mask, hardware) ?? (OfTwo(mask ^ Vector128.Create((byte)16), hardware) is { } swapped
            ? swapped with { Order = swapped.Order == OperandOrder.Swapped ? OperandOrder.AsTheyCome : OperandOrder.Swapped }
            : General(mask, hardware));
    }

    private static VectorRecipe Of(LaneType lanes, params VectorStep[] steps) => new(lanes, lanes, lanes, steps);

    private static VectorRecipe OfOne(Vector128<byte> mask, VectorHardware hardware)
    {
        if (mask == Vector128<byte>.Indices)
        {
            return Of(LaneType.U8);
        }

        if (Immediate32(mask) is { } immediate && hardware.HasFlag(VectorHardware.Sse2))
        {
            return Of(
                LaneType.I32, VectorStep.Push(immediate),
                RuntimeMembers.Method(typeof(Sse2), nameof(Sse2.Shuffle), typeof(Vector128<int>), typeof(byte)));
        }

        return Of(LaneType.U8, VectorStep.Push(mask, LaneType.U8), On(nameof(Vector128.Shuffle), LaneType.U8, 2));
    }

    /// <summary>The shuffles of two operands that are one instruction, when the result begins with a lane of the first.</summary>
    private static VectorRecipe? OfTwo(Vector128<byte> mask, VectorHardware hardware)
    {
        if (hardware.HasFlag(VectorHardware.Sse2))
        {
            foreach (var lanes in Widths)
            {
                var width = 1 << ((int)lanes >> 1);
                if (mask == Interleaved(width, 0))
                {
                    return Of(lanes, Native(typeof(Sse2), nameof(Sse2.UnpackLow), lanes, 2));
                }

                if (mask == Interleaved(width, 8))
                {
                    return Of(lanes, Native(typeof(Sse2), nameof(Sse2.UnpackHigh), lanes, 2));
                }
            }

            if (Immediate32(mask & Vector128.Create((byte)15)) is { } immediate
                && (mask.AsUInt64() & Vector128.Create(0x1010101010101010UL)) == Vector128.Create(0, 0x1010101010101010UL))
            {
                return Of(LaneType.F32, VectorStep.Push(immediate), RuntimeMembers.Method(
                    typeof(Sse), nameof(Sse.Shuffle), typeof(Vector128<float>), typeof(Vector128<float>), typeof(byte)));
            }
        }

        if (hardware.HasFlag(VectorHardware.Ssse3) && (mask[0] & 16) == 0 && mask == (Vector128<byte>.Indices + Vector128.Create(mask[0])))
        {
            // The higher half of what is shifted right is the method's first operand.
            return Of(LaneType.U8, VectorStep.Push(mask[0]), RuntimeMembers.Method(
                typeof(Ssse3), nameof(Ssse3.AlignRight), typeof(Vector128<byte>), typeof(Vector128<byte>), typeof(byte)))
                with
            { Order = OperandOrder.Swapped };
        }

        return hardware.HasFlag(VectorHardware.Sse41) && (mask & Vector128.Create((byte)15)) == Vector128<byte>.Indices
            ? Blend(mask)
            : null;
    }

    /// <summary>Every lane stays where it is.</summary>
    private static VectorRecipe Blend(Vector128<byte> mask)
    {
        var immediate = 0;
        for (var index = 0; index < 16; index += 2)
        {
            if ((mask[index] & 16) != (mask[index + 1] & 16))
            {
                return Of(
                    LaneType.U8, VectorStep.Push(mask << 3, LaneType.U8),
                    Native(typeof(Sse41), nameof(Sse41.BlendVariable), LaneType.U8, 3));
            }

            immediate |= (mask[index] >> 4) << (index / 2);
        }

        return Of(
            LaneType.I16, VectorStep.Push(immediate),
            RuntimeMembers.Method(typeof(Sse41), nameof(Sse41.Blend), typeof(Vector128<short>), typeof(Vector128<short>), typeof(byte)));
    }

    private static VectorRecipe General(Vector128<byte> mask, VectorHardware hardware)
    {
        if (hardware.HasFlag(VectorHardware.Avx512Vbmi))
        {
            return Of(LaneType.U8, Native(typeof(Avx512Vbmi.VL), nameof(Avx512Vbmi.VL.PermuteVar16x8x2), LaneType.U8, 3))
                with
            { AfterFirst = [VectorStep.Push(mask, LaneType.U8)] };
        }

        // An index that is too large gives zero.
        var shuffle = On(nameof(Vector128.Shuffle), LaneType.U8, 2);
        var isSecond = Vector128.GreaterThanOrEqual(mask, Vector128.Create((byte)16));
        return Of(
            LaneType.U8, VectorStep.Push((mask - Vector128.Create((byte)16)) | ~isSecond, LaneType.U8), shuffle,
            On(nameof(Vector128.BitwiseOr), LaneType.U8, 2))
            with
        { AfterFirst = [VectorStep.Push(mask | isSecond, LaneType.U8), shuffle] };
    }

    /// <summary>Groups of bytes of the two operands in turn, from a byte on.</summary>
    private static Vector128<byte> Interleaved(int width, int start)
    {
        Span<byte> mask = stackalloc byte[16];
        for (var index = 0; index < 16; index++)
        {
            var group = index / width;
            mask[index] = (byte)(start + (group / 2 * width) + (index % width) + (group % 2 * 16));
        }

        return Vector128.Create<byte>(mask);
    }

    /// <summary>Two bits for each group of four bytes, if there is one lane of four bytes in each.</summary>
    private static int? Immediate32(Vector128<byte> mask)
    {
        var immediate = 0;
        for (var index = 0; index < 16; index += 4)
        {
            if (mask[index] % 4 != 0 || mask[index + 1] != mask[index] + 1 || mask[index + 2] != mask[index] + 2
                || mask[index + 3] != mask[index] + 3)
            {
                return null;
            }

            immediate |= mask[index] / 4 << (index / 2);
        }

        return immediate;
    }
}
