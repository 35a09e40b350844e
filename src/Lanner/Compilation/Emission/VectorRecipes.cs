using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Platform;
using Lanner.Runtime;
using Lanner.Structure;
using static Lanner.Compilation.Cil.LaneType;
using static Lanner.Compilation.Emission.VectorMethods;

namespace Lanner.Compilation.Emission;

/// <summary>The recipe of each vector instruction: the portable methods of <see cref="Vector128"/> wherever the JIT makes one instruction
/// of them, the methods of a processor where only those do, and <see cref="VectorOperations"/> where it takes several: a function that
/// inlines much reaches the number of locals (512) at which RyuJIT stops inlining, while the others are expanded at any size
/// (<see cref="JitQuirks.ManyLocals"/>).</summary>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static class VectorRecipes
{
    private static readonly ConcurrentDictionary<(Opcode Opcode, LaneType Lanes, VectorHardware Hardware), VectorRecipe> Recipes = [];

    /// <summary>The recipe of an instruction.</summary>
    /// <param name="opcode">The instruction; not one on single lanes, nor a shuffle.</param>
    /// <param name="wanted">The lanes in which the user needs the result. Instructions that work on the bits give it in those.</param>
    /// <param name="hardware">The instructions that may be used.</param>
    internal static VectorRecipe Get(Opcode opcode, LaneType wanted, VectorHardware hardware) =>
        Recipes.GetOrAdd((opcode, wanted, hardware), static key => Make(key.Opcode, key.Lanes, key.Hardware));

    private static VectorRecipe Make(Opcode opcode, LaneType wanted, VectorHardware hardware)
    {
        var mnemonic = OpcodeTable.Get(opcode).Mnemonic;
        var point = mnemonic.IndexOf('.', StringComparison.Ordinal);
        var lanes = LaneTypes.OfShape(mnemonic.AsSpan(0, point));
        var name = mnemonic[(point + 1)..];
        var suffix = name.EndsWith("_u", StringComparison.Ordinal) && !lanes.IsFloat() ? lanes.Unsigned() : lanes;
        var stem = name.EndsWith("_u", StringComparison.Ordinal) || name.EndsWith("_s", StringComparison.Ordinal) ? name[..^2] : name;
        return (lanes == U8 ? Bits(name, wanted) : null)
            ?? Common(stem, suffix)
            ?? (lanes.IsFloat() ? Floats(name, lanes, hardware) : Integers(stem, suffix, hardware))
            ?? Conversion(opcode, hardware)
            ?? Relaxed(opcode, hardware)
            ?? throw new InvalidOperationException($"No recipe for {mnemonic}.");
    }

    private static VectorRecipe Same(LaneType lanes, params VectorStep[] steps) => new(lanes, lanes, lanes, steps);

    private static VectorRecipe Scalar(LaneType lanes, params VectorStep[] steps) => new(lanes, lanes, null, steps);

    private static VectorRecipe Between(LaneType from, LaneType to, params VectorStep[] steps) => new(from, from, to, steps);

    private static VectorRecipe Unary(LaneType lanes, string method) => Same(lanes, On(method, lanes, 1));

    private static VectorRecipe Binary(LaneType lanes, string method) => Same(lanes, On(method, lanes, 2));

    /// <summary>Those on bits, for which any lanes will do.</summary>
    private static VectorRecipe? Bits(string name, LaneType lanes) => name switch
    {
        "not" => Unary(lanes, nameof(Vector128.OnesComplement)),
        "and" => Binary(lanes, nameof(Vector128.BitwiseAnd)),
        "andnot" => Binary(lanes, nameof(Vector128.AndNot)),
        "or" => Binary(lanes, nameof(Vector128.BitwiseOr)),
        "xor" => Binary(lanes, nameof(Vector128.Xor)),
        "bitselect" => Same(U8, Own(nameof(VectorOperations.BitSelect))),
        "any_true" => Scalar(U8, Zero(U8), Differ(U8)),
        _ => null,
    };

    /// <summary>Those that integers and floating-point numbers have.</summary>
    private static VectorRecipe? Common(string stem, LaneType lanes) => stem switch
    {
        "splat" => Same(lanes, Splat(lanes)),
        "eq" => Binary(lanes, nameof(Vector128.Equals)),
        "lt" => Binary(lanes, nameof(Vector128.LessThan)),
        "gt" => Binary(lanes, nameof(Vector128.GreaterThan)),
        "le" => Binary(lanes, nameof(Vector128.LessThanOrEqual)),
        "ge" => Binary(lanes, nameof(Vector128.GreaterThanOrEqual)),
        "add" => Binary(lanes, nameof(Vector128.Add)),
        "sub" => Binary(lanes, nameof(Vector128.Subtract)),
        "mul" => Binary(lanes, nameof(Vector128.Multiply)),
        "neg" => Unary(lanes, nameof(Vector128.Negate)),
        "abs" => Unary(lanes, nameof(Vector128.Abs)),
        _ => null,
    };

    private static VectorRecipe? Integers(string stem, LaneType lanes, VectorHardware hardware) => stem switch
    {
        "ne" => Same(lanes, On(nameof(Vector128.Equals), lanes, 2), On(nameof(Vector128.OnesComplement), lanes, 1)),
        "all_true" => Scalar(lanes, Zero(lanes), On(nameof(Vector128.EqualsAny), lanes, 2), ILOpCode.Ldc_i4_0, ILOpCode.Ceq),
        "bitmask" => Scalar(lanes, On(nameof(Vector128.ExtractMostSignificantBits), lanes, 1)),
        "shl" => Same(lanes, Shift(nameof(Vector128.ShiftLeft), lanes)),
        "shr" when lanes == I64 => Same(I64, Own(nameof(VectorOperations.ShiftRightSigned64))),
        "shr" when lanes == I8 => Same(I8, Own(nameof(VectorOperations.ShiftRightSigned8))),
        "shr" when lanes.IsSigned() => Same(lanes, Shift(nameof(Vector128.ShiftRightArithmetic), lanes)),
        "shr" => Same(lanes, Shift(nameof(Vector128.ShiftRightLogical), lanes)),
        "min" => Binary(lanes, nameof(Vector128.Min)),
        "max" => Binary(lanes, nameof(Vector128.Max)),
        "add_sat" => Binary(lanes, nameof(Vector128.AddSaturate)),
        "sub_sat" => Binary(lanes, nameof(Vector128.SubtractSaturate)),
        "popcnt" => hardware.HasFlag(VectorHardware.AdvSimd)
            ? Same(U8, Native(typeof(AdvSimd), nameof(AdvSimd.PopCount), U8, 1))
            : Same(U8, Own(nameof(VectorOperations.PopCount))),
        "avgr" when hardware.HasFlag(VectorHardware.Sse2) => Same(lanes, Native(typeof(Sse2), nameof(Sse2.Average), lanes, 2)),
        "avgr" when hardware.HasFlag(VectorHardware.AdvSimd) =>
            Same(lanes, Native(typeof(AdvSimd), nameof(AdvSimd.FusedAddRoundedHalving), lanes, 2)),
        "avgr" => Same(lanes, Own(lanes == U8 ? nameof(VectorOperations.Average8) : nameof(VectorOperations.Average16))),
        "q15mulr_sat" when hardware.HasFlag(VectorHardware.AdvSimd) =>
            Same(I16, Native(typeof(AdvSimd), nameof(AdvSimd.MultiplyRoundedDoublingSaturateHigh), I16, 2)),
        "q15mulr_sat" => Same(I16, Own(nameof(VectorOperations.MultiplyQ15))),
        "swizzle" => Swizzle(hardware),
        "dot_i16x8" when hardware.HasFlag(VectorHardware.Sse2) =>
            Between(I16, I32, Native(typeof(Sse2), nameof(Sse2.MultiplyAddAdjacent), I16, 2)),
        "dot_i16x8" => Between(I16, I32, Own(nameof(VectorOperations.Dot))),
        _ => stem.StartsWith("extmul_", StringComparison.Ordinal) ? ExtendedProduct(stem, lanes, hardware)
            : stem.StartsWith("extend_", StringComparison.Ordinal) ? Extension(stem, lanes, hardware)
            : stem.StartsWith("extadd_", StringComparison.Ordinal) ? PairwiseSum(lanes, hardware)
            : stem.StartsWith("narrow_", StringComparison.Ordinal) ? Narrowing(lanes, hardware)
            : null,
    };

    private static VectorRecipe? Floats(string name, LaneType lanes, VectorHardware hardware)
    {
        // One class of instructions for each of the two types.
        var native = lanes == F32 ? typeof(Sse) : typeof(Sse2);
        var isX86 = hardware.HasFlag(VectorHardware.Sse2);
        var isSingle = lanes == F32;
        return name switch
        {
            "div" => Binary(lanes, nameof(Vector128.Divide)),
            "sqrt" => Unary(lanes, nameof(Vector128.Sqrt)),
            "ceil" => Unary(lanes, nameof(Vector128.Ceiling)),
            "floor" => Unary(lanes, nameof(Vector128.Floor)),
            "trunc" => Unary(lanes, nameof(Vector128.Truncate)),
            "nearest" => Unary(lanes, nameof(Vector128.Round)),
            "ne" when isX86 => Same(lanes, Native(native, nameof(Sse.CompareNotEqual), lanes, 2)),
            "ne" => Same(lanes, On(nameof(Vector128.Equals), lanes, 2), On(nameof(Vector128.OnesComplement), lanes, 1)),
            "min" when hardware.HasFlag(VectorHardware.AdvSimd) => Binary(lanes, nameof(Vector128.MinNative)),
            "max" when hardware.HasFlag(VectorHardware.AdvSimd) => Binary(lanes, nameof(Vector128.MaxNative)),
            "min" => Same(lanes, Own(isSingle ? nameof(VectorOperations.MinimumF32) : nameof(VectorOperations.MinimumF64))),
            "max" => Same(lanes, Own(isSingle ? nameof(VectorOperations.MaximumF32) : nameof(VectorOperations.MaximumF64))),

            // minps gives the second operand unless the first is less, so of pmin (b < a ? b : a) the operands are exchanged; so also for a
            // NaN and for zeros.
            "pmin" when isX86 => Same(lanes, Native(native, nameof(Sse.Min), lanes, 2)) with { Order = OperandOrder.Swapped },
            "pmax" when isX86 => Same(lanes, Native(native, nameof(Sse.Max), lanes, 2)) with { Order = OperandOrder.Swapped },
            "pmin" => Same(lanes, Own(isSingle ? nameof(VectorOperations.PseudoMinimumF32) : nameof(VectorOperations.PseudoMinimumF64))),
            "pmax" => Same(lanes, Own(isSingle ? nameof(VectorOperations.PseudoMaximumF32) : nameof(VectorOperations.PseudoMaximumF64))),
            _ => null,
        };
    }

    private static VectorRecipe Swizzle(VectorHardware hardware) => hardware.HasFlag(VectorHardware.Ssse3)

        // pshufb gives zero where bit 7 is set, which the sum has wherever the index is above 15; of those below it takes the low four
        // bits.
        ? Same(
            U8, VectorStep.Push(Vector128.Create((byte)0x70), U8), On(nameof(Vector128.AddSaturate), U8, 2),
            Native(typeof(Ssse3), nameof(Ssse3.Shuffle), U8, 2))
        : Binary(U8, nameof(Vector128.Shuffle));

    private static VectorRecipe Extension(string stem, LaneType lanes, VectorHardware hardware)
    {
        var half = lanes.Half();
        if (!IsLow(stem) && !half.IsSigned() && hardware.HasFlag(VectorHardware.Sse2))
        {
            // One instruction, where the JIT would shift the upper half down first.
            return Same(half, Zero(half), Native(typeof(Sse2), nameof(Sse2.UnpackHigh), half, 2));
        }

        return Between(half, lanes, On(IsLow(stem) ? nameof(Vector128.WidenLower) : nameof(Vector128.WidenUpper), half, 1));
    }

    private static bool IsLow(string stem) => stem.Contains("_low_", StringComparison.Ordinal);

    private static VectorRecipe ExtendedProduct(string stem, LaneType lanes, VectorHardware hardware)
    {
        var half = lanes.Half();
        var isLow = IsLow(stem);
        if (hardware.HasFlag(VectorHardware.AdvSimd))
        {
            return isLow
                ? Between(
                    half, lanes,
                    RuntimeMembers.Method(typeof(AdvSimd), nameof(AdvSimd.MultiplyWideningLower), HalfVector(half), HalfVector(half)))
                : Between(half, lanes, Native(typeof(AdvSimd), nameof(AdvSimd.MultiplyWideningUpper), half, 2));
        }

        var bits = half switch
        {
            I8 or U8 => 8,
            I16 or U16 => 16,
            _ => 32,
        };
        return Between(half, lanes, Own($"Multiply{(isLow ? "Low" : "High")}{(half.IsSigned() ? "Signed" : "Unsigned")}{bits}"));
    }

    private static VectorRecipe PairwiseSum(LaneType lanes, VectorHardware hardware)
    {
        var half = lanes.Half();
        if (hardware.HasFlag(VectorHardware.AdvSimd))
        {
            return Between(half, lanes, Native(typeof(AdvSimd), nameof(AdvSimd.AddPairwiseWidening), half, 1));
        }

        // The hardware multiplies by one and adds neighbours; it takes bytes as unsigned ones times signed ones.
        var ones = Vector128.Create((byte)1);
        return (lanes, half) switch
        {
            (I32, _) when hardware.HasFlag(VectorHardware.Sse2) =>
                Between(
                    I16, I32, VectorStep.Push(Vector128.Create((short)1).AsByte(), I16),
                    Native(typeof(Sse2), nameof(Sse2.MultiplyAddAdjacent), I16, 2)),
            (I16, _) when hardware.HasFlag(VectorHardware.Ssse3) => Between(I8, I16, Own(nameof(VectorOperations.AddPairsSigned8))),
            (U16, _) when hardware.HasFlag(VectorHardware.Ssse3) =>
                Between(
                    U8, I16, VectorStep.Push(ones, I8),
                    RuntimeMembers.Method(typeof(Ssse3), nameof(Ssse3.MultiplyAddAdjacent), U8.Vector(), I8.Vector())),
            (I16, _) => Between(I8, I16, Own(nameof(VectorOperations.AddPairsSigned8))),
            (U16, _) => Between(U8, U16, Own(nameof(VectorOperations.AddPairsUnsigned8))),
            (I32, _) => Between(I16, I32, Own(nameof(VectorOperations.AddPairsSigned16))),
            _ => Between(U16, U32, Own(nameof(VectorOperations.AddPairsUnsigned16))),
        };
    }

    /// <summary>The operands are signed in either case; the sign in the name is that of the saturation.</summary>
    private static VectorRecipe Narrowing(LaneType lanes, VectorHardware hardware)
    {
        var wide = lanes is I8 or U8 ? I16 : I32;
        return lanes switch
        {
            I8 when hardware.HasFlag(VectorHardware.Sse2) =>
                Between(I16, I8, Native(typeof(Sse2), nameof(Sse2.PackSignedSaturate), I16, 2)),
            I16 when hardware.HasFlag(VectorHardware.Sse2) =>
                Between(I32, I16, Native(typeof(Sse2), nameof(Sse2.PackSignedSaturate), I32, 2)),
            U8 when hardware.HasFlag(VectorHardware.Sse2) =>
                Between(I16, U8, Native(typeof(Sse2), nameof(Sse2.PackUnsignedSaturate), I16, 2)),
            U16 when hardware.HasFlag(VectorHardware.Sse41) =>
                Between(I32, U16, Native(typeof(Sse41), nameof(Sse41.PackUnsignedSaturate), I32, 2)),
            U8 => Between(wide, U8, Own(nameof(VectorOperations.NarrowUnsigned16))),
            U16 => Between(wide, U16, Own(nameof(VectorOperations.NarrowUnsigned32))),
            _ => Between(wide, lanes, On(nameof(Vector128.NarrowWithSaturation), wide, 2)),
        };
    }

    private static VectorRecipe? Conversion(Opcode opcode, VectorHardware hardware)
    {
        var isX86 = hardware.HasFlag(VectorHardware.Sse2);
        return opcode switch
        {
            Opcode.F32x4ConvertI32x4S => Between(I32, F32, On(nameof(Vector128.ConvertToSingle), I32, 1)),
            Opcode.F32x4ConvertI32x4U => Between(U32, F32, On(nameof(Vector128.ConvertToSingle), U32, 1)),
            Opcode.F64x2ConvertLowI32x4S when isX86 =>
                Between(I32, F64, Native(typeof(Sse2), nameof(Sse2.ConvertToVector128Double), I32, 1)),
            Opcode.F64x2ConvertLowI32x4S =>
                Between(I32, F64, On(nameof(Vector128.WidenLower), I32, 1), On(nameof(Vector128.ConvertToDouble), I64, 1)),
            Opcode.F64x2ConvertLowI32x4U => Between(U32, F64, Own(nameof(VectorOperations.ConvertLowU32))),
            Opcode.F32x4DemoteF64x2Zero when isX86 =>
                Between(F64, F32, Native(typeof(Sse2), nameof(Sse2.ConvertToVector128Single), F64, 1)),
            Opcode.F32x4DemoteF64x2Zero => Between(F64, F32, Zero(F64), On(nameof(Vector128.Narrow), F64, 2)),
            Opcode.F64x2PromoteLowF32x4 => Between(F32, F64, On(nameof(Vector128.WidenLower), F32, 1)),
            Opcode.I32x4TruncSatF32x4S => Between(F32, I32, On(nameof(Vector128.ConvertToInt32), F32, 1)),
            Opcode.I32x4TruncSatF32x4U => Between(F32, U32, Own(nameof(VectorOperations.TruncateUnsignedF32))),
            Opcode.I32x4TruncSatF64x2SZero => Between(F64, I32, Own(nameof(VectorOperations.TruncateSignedF64))),
            Opcode.I32x4TruncSatF64x2UZero => Between(F64, U32, Own(nameof(VectorOperations.TruncateUnsignedF64))),
            _ => null,
        };
    }

    private static VectorRecipe? Relaxed(Opcode opcode, VectorHardware hardware)
    {
        var hasSse41 = hardware.HasFlag(VectorHardware.Sse41);
        return opcode switch
        {
            Opcode.I8x16RelaxedSwizzle =>
                hardware.HasFlag(VectorHardware.Ssse3) ? Same(U8, Native(typeof(Ssse3), nameof(Ssse3.Shuffle), U8, 2)) : Swizzle(hardware),
            Opcode.I32x4RelaxedTruncF32x4S => Between(F32, I32, On(nameof(Vector128.ConvertToInt32Native), F32, 1)),
            Opcode.I32x4RelaxedTruncF32x4U => Conversion(Opcode.I32x4TruncSatF32x4U, hardware),
            Opcode.I32x4RelaxedTruncF64x2SZero when hardware.HasFlag(VectorHardware.Sse2) =>
                Between(F64, I32, Native(typeof(Sse2), nameof(Sse2.ConvertToVector128Int32WithTruncation), F64, 1)),
            Opcode.I32x4RelaxedTruncF64x2SZero => Conversion(Opcode.I32x4TruncSatF64x2SZero, hardware),
            Opcode.I32x4RelaxedTruncF64x2UZero => Conversion(Opcode.I32x4TruncSatF64x2UZero, hardware),
            Opcode.F32x4RelaxedMadd => MultiplyAdd(F32, false, hardware),
            Opcode.F32x4RelaxedNmadd => MultiplyAdd(F32, true, hardware),
            Opcode.F64x2RelaxedMadd => MultiplyAdd(F64, false, hardware),
            Opcode.F64x2RelaxedNmadd => MultiplyAdd(F64, true, hardware),

            // The hardware reads the top bit of each lane, which is one of the two results; it has no such instruction for 16-bit lanes.
            Opcode.I8x16RelaxedLaneselect when hasSse41 => Blend(U8),
            Opcode.I32x4RelaxedLaneselect when hasSse41 => Blend(F32),
            Opcode.I64x2RelaxedLaneselect when hasSse41 => Blend(F64),
            Opcode.I8x16RelaxedLaneselect or Opcode.I16x8RelaxedLaneselect or Opcode.I32x4RelaxedLaneselect
                or Opcode.I64x2RelaxedLaneselect => Bits("bitselect", U8),
            Opcode.F32x4RelaxedMin => Binary(F32, nameof(Vector128.MinNative)),
            Opcode.F32x4RelaxedMax => Binary(F32, nameof(Vector128.MaxNative)),
            Opcode.F64x2RelaxedMin => Binary(F64, nameof(Vector128.MinNative)),
            Opcode.F64x2RelaxedMax => Binary(F64, nameof(Vector128.MaxNative)),
            Opcode.I16x8RelaxedQ15mulrS when hardware.HasFlag(VectorHardware.Ssse3) =>
                Same(I16, Native(typeof(Ssse3), nameof(Ssse3.MultiplyHighRoundScale), I16, 2)),
            Opcode.I16x8RelaxedQ15mulrS => Integers("q15mulr_sat", I16, hardware),

            // Of the hardware's operands the first is unsigned: that is the one with seven bits.
            Opcode.I16x8RelaxedDotI8x16I7x16S when hardware.HasFlag(VectorHardware.Ssse3) => new VectorRecipe(
                U8, I8, I16, RuntimeMembers.Method(typeof(Ssse3), nameof(Ssse3.MultiplyAddAdjacent), U8.Vector(), I8.Vector()))
            { Order = OperandOrder.Swapped },
            Opcode.I16x8RelaxedDotI8x16I7x16S => Between(I8, I16, Own(nameof(VectorOperations.RelaxedDot))),
            _ => null,
        };
    }

    private static VectorRecipe Blend(LaneType lanes) => Same(lanes, Own(lanes switch
    {
        U8 => nameof(VectorOperations.Blend8),
        F32 => nameof(VectorOperations.Blend32),
        _ => nameof(VectorOperations.Blend64),
    }));

    private static VectorRecipe MultiplyAdd(LaneType lanes, bool isNegated, VectorHardware hardware)
    {
        if (hardware.HasFlag(VectorHardware.Fma))
        {
            return Same(lanes, Native(typeof(Fma), isNegated ? nameof(Fma.MultiplyAddNegated) : nameof(Fma.MultiplyAdd), lanes, 3));
        }

        return isNegated
            ? Same(
                lanes, Own(lanes == F32 ? nameof(VectorOperations.NegatedMultiplyAddF32) : nameof(VectorOperations.NegatedMultiplyAddF64)))
            : Same(lanes, On(nameof(Vector128.MultiplyAddEstimate), lanes, 3));
    }

    private static Type HalfVector(LaneType lanes) => typeof(Vector64<>).MakeGenericType(lanes.Element());
}
