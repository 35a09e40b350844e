using System.Reflection;
using Lanner.Compilation.Layout;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Canonical NaNs, for engines that are to be deterministic: after each instruction whose NaN the specification leaves open
/// (4.3.3).</summary>
internal sealed partial class TreeBuilder
{
    /// <summary>The kind of the result of an instruction that may make a NaN, as <see cref="CanonicalNaN"/> names it, or null. Those that
    /// only move, negate or choose bits are not among them.</summary>
    private static string? KindOfNaN(Opcode opcode) => opcode switch
    {
        >= Opcode.F32Ceil and <= Opcode.F32Max or Opcode.F32DemoteF64 => nameof(CanonicalNaN.F32),
        >= Opcode.F64Ceil and <= Opcode.F64Max or Opcode.F64PromoteF32 => nameof(CanonicalNaN.F64),
        >= Opcode.F32x4Ceil and <= Opcode.F32x4Nearest or >= Opcode.F32x4Sqrt and <= Opcode.F32x4Max or Opcode.F32x4DemoteF64x2Zero =>
            nameof(CanonicalNaN.F32x4),
        Opcode.F64x2Ceil or Opcode.F64x2Floor or Opcode.F64x2Trunc or Opcode.F64x2Nearest or >= Opcode.F64x2Sqrt and <= Opcode.F64x2Max
            or Opcode.F64x2PromoteLowF32x4 => nameof(CanonicalNaN.F64x2),
        _ => null,
    };

    private static MethodInfo? CanonicalOf(Opcode opcode) => KindOfNaN(opcode) is { } kind ? RuntimeMembers.Canonical(kind) : null;

    /// <summary>An operand of an instruction whose own NaNs are made canonical afterwards need not have been, since a NaN of it makes one
    /// of the result.</summary>
    private static Expression? WithoutCanonical(Expression? operand, MethodInfo canonical) =>
        operand is RuntimeCall call && call.Method == canonical ? call.Arguments[0] : operand;
}
