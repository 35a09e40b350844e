using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>The forms in which RyuJIT may see a value, and which it then gets wrong (<see cref="JitQuirks"/>).</summary>
[Flags]
internal enum JitForms : byte
{
    /// <summary>Nothing that it gets wrong.</summary>
    None = 0,

    /// <summary>A rotation: <see cref="JitQuirks.FlagsOfRotation"/>.</summary>
    Rotation = 1 << 0,

    /// <summary>A shift to the left, half of a rotation.</summary>
    LeftShift = 1 << 1,

    /// <summary>A logical shift to the right, the other half.</summary>
    RightShift = 1 << 2,

    /// <summary>A shift by a number that is not constant: <see cref="JitQuirks.ExclusiveOrOfShifts"/>.</summary>
    VariableShift = 1 << 3,

    /// <summary>A comparison, which is 0 or 1, or one to which something was added.</summary>
    Comparison = 1 << 4,

    /// <summary>The bits of a comparison turned around, which is neither: <see cref="JitQuirks.ComplementOfComparison"/>.</summary>
    Complement = 1 << 5,

    /// <summary>A constant of floating-point type: <see cref="JitQuirks.ArithmeticIdentity"/>.</summary>
    Constant = 1 << 6,

    /// <summary>The constant -1 of floating-point type, of which the JIT makes 1.</summary>
    MinusOne = 1 << 7,

    /// <summary>Any of them.</summary>
    All = 0xFF,
}

/// <summary>The forms of the results of instructions on integers. An operand that is no literal may be any constant, since the JIT learns
/// constants from branches too; so what the other operand is, the result may be. Of a literal it is known what it does.</summary>
internal static class JitFormRules
{
    private const JitForms Shifts = JitForms.LeftShift | JitForms.RightShift | JitForms.VariableShift;

    /// <summary>The forms that the JIT knows by the value and not by the tree, so that it finds them again in a global, a field or an
    /// element.</summary>
    internal const JitForms ByValue = JitForms.Comparison | JitForms.Complement | JitForms.Constant | JitForms.MinusOne;

    /// <summary>The forms of the result of an instruction on operands of some forms.</summary>
    internal static JitForms Of(NumericOperation operation, JitForms first, JitForms second)
    {
        var opcode = operation.Opcode;
        switch (opcode)
        {
            case >= Opcode.I32Eqz and <= Opcode.F64Ge:
            case Opcode.V128AnyTrue or Opcode.I8x16AllTrue or Opcode.I16x8AllTrue or Opcode.I32x4AllTrue or Opcode.I64x2AllTrue:
                return JitForms.Comparison;
            case Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr:
                return JitForms.Rotation | Passed(operation, first, second);
            case Opcode.I32Shl or Opcode.I64Shl:
                return JitForms.LeftShift | Variable(operation.Second!) | Passed(operation, first, second);
            case Opcode.I32ShrU or Opcode.I64ShrU:
                return JitForms.RightShift | Variable(operation.Second!) | Passed(operation, first, second);
            case Opcode.I32Or or Opcode.I64Or or Opcode.I32Xor or Opcode.I64Xor when AreHalves(first, second):
                return JitForms.Rotation | Passed(operation, first, second) | Complement(operation, first | second);
            case >= Opcode.I32Add and <= Opcode.I32ShrS or >= Opcode.I64Add and <= Opcode.I64ShrS:
                return Passed(operation, first, second) | Complement(operation, first | second);
            case Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or >= Opcode.I32Extend8S and <= Opcode.I64Extend32S:
                return first;
            default:
                return JitForms.None;
        }
    }

    /// <summary>Tests whether an instruction may give its first operand: the second is not known, or known to do nothing. A remainder is
    /// never what was divided to the JIT: that by one it knows to be 0.</summary>
    internal static bool MayGiveFirst(NumericOperation operation) =>
        operation.Opcode is not (Opcode.I32RemS or Opcode.I32RemU or Opcode.I64RemS or Opcode.I64RemU)
        && (operation.Second is not Literal { Bits: var literal } || IsIdentity(operation.Opcode, literal));

    /// <summary>Tests whether an instruction may give its second operand. Nothing gives the number by which it divides, or how far it
    /// shifts.</summary>
    internal static bool MayGiveSecond(NumericOperation operation) =>
        operation.Opcode is (>= Opcode.I32Add and <= Opcode.I32Mul) or (>= Opcode.I32And and <= Opcode.I32Xor)
            or (>= Opcode.I64Add and <= Opcode.I64Mul) or (>= Opcode.I64And and <= Opcode.I64Xor)
        && (operation.First is not Literal { Bits: var literal } || IsIdentity(operation.Opcode, literal));

    /// <summary>Tests whether an instruction gives the one operand where the other is this literal.</summary>
    private static bool IsIdentity(Opcode opcode, long literal) => opcode switch
    {
        Opcode.I32Add or Opcode.I64Add or Opcode.I32Or or Opcode.I64Or or Opcode.I32Xor or Opcode.I64Xor => literal == 0,
        Opcode.I32And or Opcode.I64And => literal == -1,
        Opcode.I32Mul or Opcode.I64Mul => literal is 1 or -1,
        Opcode.I32Sub or Opcode.I64Sub => literal == 0,
        >= Opcode.I32Shl and <= Opcode.I32Rotr => (literal & 31) == 0,
        >= Opcode.I64Shl and <= Opcode.I64Rotr => (literal & 63) == 0,
        _ => literal is 1 or -1 or 0,
    };

    /// <summary>Tests whether one may be the left half of a rotation and the other the right one. (In the operands of an addition the JIT
    /// looks for none, which matters: addresses are sums of shifted indexes, and loops compare them.)</summary>
    private static bool AreHalves(JitForms first, JitForms second) =>
        (first.HasFlag(JitForms.LeftShift) && second.HasFlag(JitForms.RightShift))
        || (first.HasFlag(JitForms.RightShift) && second.HasFlag(JitForms.LeftShift));

    /// <summary>Returns the forms of the operands that the result may have where the other operand makes the operation do
    /// nothing.</summary>
    private static JitForms Passed(NumericOperation operation, JitForms first, JitForms second)
    {
        var passed = JitForms.None;
        if (MayGiveFirst(operation))
        {
            passed |= first & (JitForms.Rotation | Shifts);
        }

        if (MayGiveSecond(operation))
        {
            passed |= second & (JitForms.Rotation | Shifts);
        }

        // Of a comparison's bits, and of those turned around, other bits may be taken, and added to.
        return passed | ((first | second) & (JitForms.Comparison | JitForms.Complement));
    }

    private static JitForms Variable(Expression count) => count is Literal ? JitForms.None : JitForms.VariableShift;

    /// <summary>Returns the complement where the operation may turn the sign of a comparison, since sums can make the complement of that:
    /// an exclusive or, a difference, a product, or a shift that copies the sign. Exclusive or with 0 and 1 leave a 0 or 1, and what is
    /// subtracted from a comparison turns nothing.</summary>
    private static JitForms Complement(NumericOperation operation, JitForms operands)
    {
        var (first, second) = (operation.First as Literal, operation.Second as Literal);
        var turns = operation.Opcode switch
        {
            Opcode.I32Xor or Opcode.I64Xor => first is not { Bits: 0 or 1 } && second is not { Bits: 0 or 1 },
            Opcode.I32Sub or Opcode.I64Sub => second is null,
            Opcode.I32Mul or Opcode.I64Mul => first is not { Bits: >= 0 } && second is not { Bits: >= 0 },
            Opcode.I32DivS or Opcode.I32ShrS or Opcode.I64DivS or Opcode.I64ShrS => true,
            _ => false,
        };
        return turns && operands.HasFlag(JitForms.Comparison) ? JitForms.Complement : JitForms.None;
    }
}
