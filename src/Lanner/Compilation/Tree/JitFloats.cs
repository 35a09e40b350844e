using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Compilation.Cil;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Floating-point constants with which RyuJIT takes an operation for nothing, though it makes a signalling NaN quiet
/// (specification 4.3.3): <see cref="JitQuirks.ArithmeticIdentity"/>. It must not know any, wherever they come from: a literal is hidden,
/// and so is an operand of what could be computed from constants.</summary>
internal static class JitFloats
{
    /// <summary>Tests whether a number is 0, -0 or 1.</summary>
    internal static bool IsNeutral(Literal literal) => literal.Type switch
    {
        OperandType.F32 => (int)literal.Bits is 0 or int.MinValue or 0x3F80_0000,
        OperandType.F64 => literal.Bits is 0 or long.MinValue or 0x3FF0_0000_0000_0000,
        _ => false,
    };

    /// <summary>Tests whether the lanes of a vector, of either width, are all 0, all -0 or all 1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static bool IsNeutral(VectorLiteral literal) => IsNeutral(literal.Value);

    private static bool IsNeutral(Vector128<byte> value) =>
        value == Vector128<byte>.Zero || value == Vector128.Create(-0f).AsByte() || value == Vector128.Create(-0d).AsByte()
        || value == Vector128.Create(1f).AsByte() || value == Vector128.Create(1d).AsByte();

    /// <summary>Tests whether an instruction on scalars computes a floating-point number from others.</summary>
    internal static bool IsFloat(Opcode opcode) =>
        opcode is >= Opcode.F32Abs and <= Opcode.F64Copysign or Opcode.F32DemoteF64 or Opcode.F64PromoteF32;

    /// <summary>Tests whether an instruction on vectors computes floating-point numbers from others.</summary>
    internal static bool IsFloatVector(Opcode opcode) => opcode is
        (>= Opcode.F32x4Abs and <= Opcode.F64x2Pmax) or (>= Opcode.F32x4Ceil and <= Opcode.F32x4Nearest) or Opcode.F64x2Ceil
        or Opcode.F64x2Floor or Opcode.F64x2Trunc or Opcode.F64x2Nearest or Opcode.F32x4DemoteF64x2Zero or Opcode.F64x2PromoteLowF32x4;
}
