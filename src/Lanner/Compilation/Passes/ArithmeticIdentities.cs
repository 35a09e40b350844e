using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>Constants with which the JIT takes an operation on floating-point numbers for nothing, or for another one
/// (<see cref="JitQuirks.ArithmeticIdentity"/>, <see cref="JitQuirks.ComplementPlusOne"/>), or finds a comparison to be decided
/// (<see cref="JitQuirks.ConjunctionOfMasks"/>).</summary>
internal static class ArithmeticIdentities
{
    /// <summary>Tests whether the JIT must not know an operand.</summary>
    /// <param name="operation">The instruction.</param>
    /// <param name="operand">One of its operands.</param>
    /// <param name="kinds">The kinds of that operand.</param>
    /// <param name="isSecond">True if it is the second one.</param>
    internal static bool MayApply(NumericOperation operation, Expression operand, ExpressionKinds kinds, bool isSecond) =>
        operand switch
        {
            Literal literal => Applies(operation.Opcode, literal, isSecond),
            VectorLiteral literal => Applies(operation.Opcode, literal, isSecond) || Decides(operation.Opcode, kinds),
            _ => Decides(operation.Opcode, kinds),
        };

    /// <summary>Tests whether the JIT removes an operation that makes a signalling NaN quiet, or learns from the operation that the other
    /// operand is a constant, as a branch does on an equality with anything but 0.</summary>
    private static bool Applies(Opcode opcode, Literal literal, bool isSecond) => opcode switch
    {
        Opcode.F32Add => (int)literal.Bits == int.MinValue,
        Opcode.F64Add => literal.Bits == long.MinValue,
        Opcode.F32Sub or Opcode.F64Sub => isSecond && literal.Bits == 0,
        Opcode.F32Mul or Opcode.F64Mul => IsOne(literal),
        Opcode.F32Div or Opcode.F64Div => isSecond && IsOne(literal),
        Opcode.F32Eq or Opcode.F32Ne => ((int)literal.Bits & int.MaxValue) != 0,
        Opcode.F64Eq or Opcode.F64Ne => (literal.Bits & long.MaxValue) != 0,
        _ => false,
    };

    private static bool IsOne(Literal literal) => literal.Bits is 0x3F80_0000 or 0x3FF0_0000_0000_0000;

    /// <summary>Tests the same of vectors. Of one, and the complement of the bits of the other operand, the JIT makes a negation, as if
    /// they were integers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Applies(Opcode opcode, VectorLiteral literal, bool isSecond)
    {
        var constant = literal.Value;
        return opcode switch
        {
            Opcode.F32x4Add => constant == Vector128.Create(-0f).AsByte() || constant == Vector128.Create(1f).AsByte(),
            Opcode.F64x2Add => constant == Vector128.Create(-0d).AsByte() || constant == Vector128.Create(1d).AsByte(),
            Opcode.F32x4Sub or Opcode.F64x2Sub => isSecond && constant == Vector128<byte>.Zero,
            Opcode.F32x4Mul => constant == Vector128.Create(1f).AsByte(),
            Opcode.F64x2Mul => constant == Vector128.Create(1d).AsByte(),
            Opcode.F32x4Div => isSecond && constant == Vector128.Create(1f).AsByte(),
            Opcode.F64x2Div => isSecond && constant == Vector128.Create(1d).AsByte(),
            _ => false,
        };
    }

    /// <summary>Tests whether an instruction compares lanes. Of two constants the JIT computes the result, and then makes the same mistake
    /// as with those that decide.</summary>
    internal static bool IsLaneComparison(Opcode opcode) =>
        opcode is (>= Opcode.I8x16Eq and <= Opcode.F64x2Ge) or (>= Opcode.I64x2Eq and <= Opcode.I64x2GeS);

    /// <summary>Tests whether the JIT may find that a comparison of vectors gives the same whatever the other operand is: nothing unsigned
    /// is below zero, nor any number compared with what is none. Of a conjunction of such a comparison with another it then makes a
    /// mistake.</summary>
    private static bool Decides(Opcode opcode, ExpressionKinds kinds) => opcode switch
    {
        Opcode.I8x16LtU or Opcode.I8x16GtU or Opcode.I8x16LeU or Opcode.I8x16GeU
            or Opcode.I16x8LtU or Opcode.I16x8GtU or Opcode.I16x8LeU or Opcode.I16x8GeU
            or Opcode.I32x4LtU or Opcode.I32x4GtU or Opcode.I32x4LeU or Opcode.I32x4GeU => kinds.HasFlag(ExpressionKinds.ZeroVector),
        >= Opcode.F32x4Eq and <= Opcode.F64x2Ge => kinds.HasFlag(ExpressionKinds.NotANumberVector),
        _ => false,
    };
}
