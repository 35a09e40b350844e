using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>What RyuJIT may see a value as, of that which it then gets wrong (<see cref="JitQuirks"/>). It follows values through variables
/// and through operations that turn out to do nothing, so these go where a value may go: they say too much rather than too little, and cost
/// an instruction where two of them meet that compilers do not write.</summary>
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

    /// <summary>A comparison, which is 0 or 1.</summary>
    Comparison = 1 << 4,

    /// <summary>The bits of a comparison turned around, which is neither: <see cref="JitQuirks.ComplementOfComparison"/>.</summary>
    Complement = 1 << 5,

    /// <summary>A constant: <see cref="JitQuirks.ArithmeticIdentity"/>.</summary>
    Constant = 1 << 6,
}

/// <summary>The forms of the results of instructions.</summary>
internal static class JitFormRules
{
    private const JitForms Shifts = JitForms.LeftShift | JitForms.RightShift | JitForms.VariableShift;

    /// <summary>What the JIT knows by the value and not by the tree, so that it finds it again in a global, a field or an
    /// element.</summary>
    internal const JitForms ByValue = JitForms.Comparison | JitForms.Complement | JitForms.Constant;

    /// <summary>The forms of an instruction on operands of some forms.</summary>
    internal static JitForms Of(Opcode opcode, Expression first, Expression? second)
    {
        var known = first.Forms & (second?.Forms ?? JitForms.Constant) & JitForms.Constant;
        switch (opcode)
        {
            case >= Opcode.I32Eqz and <= Opcode.F64Ge or Opcode.V128AnyTrue or Opcode.I8x16AllTrue or Opcode.I16x8AllTrue or Opcode.I32x4AllTrue or Opcode.I64x2AllTrue:
                return known | JitForms.Comparison;
            case Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr:
                return known | JitForms.Rotation | Passed(first, second!);
            case Opcode.I32Shl or Opcode.I64Shl:
                return known | JitForms.LeftShift | Variable(second!) | Passed(first, second!);
            case Opcode.I32ShrU or Opcode.I64ShrU:
                return known | JitForms.RightShift | Variable(second!) | Passed(first, second!);
            case Opcode.I32Or or Opcode.I64Or or Opcode.I32Xor or Opcode.I64Xor when AreHalves(first.Forms, second!.Forms):
                return known | JitForms.Rotation | Passed(first, second!) | Complement(opcode, first, second!);
            case >= Opcode.I32Add and <= Opcode.I32ShrS or >= Opcode.I64Add and <= Opcode.I64ShrS:
                return known | Passed(first, second!) | Complement(opcode, first, second!);
            case Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or >= Opcode.I32Extend8S and <= Opcode.I64Extend32S:
                return known | (first.Forms & ~JitForms.Constant);
            case >= Opcode.V128Load and <= Opcode.I32x4RelaxedDotI8x16I7x16AddS:
                return OfVector(opcode, first, second, known);
            default:
                return known;
        }
    }

    /// <summary>Whether one may be the left half of a rotation and the other the right one. (In the operands of an addition the JIT looks
    /// for none, which matters: addresses are sums of shifted indexes, and loops compare them.)</summary>
    private static bool AreHalves(JitForms first, JitForms second) =>
        (first.HasFlag(JitForms.LeftShift) && second.HasFlag(JitForms.RightShift)) || (first.HasFlag(JitForms.RightShift) && second.HasFlag(JitForms.LeftShift));

    /// <summary>What an operand is, the result may be where the other operand is a constant that makes the operation do nothing.</summary>
    private static JitForms Passed(Expression first, Expression second)
    {
        // Shifts pass only beside constants: a hash that was shifted once would be a shift for ever.
        var passed = (first.Forms | second.Forms) & (JitForms.Rotation | JitForms.Comparison | JitForms.Complement);
        return passed | (second.Forms.HasFlag(JitForms.Constant) ? first.Forms & Shifts : 0) | (first.Forms.HasFlag(JitForms.Constant) ? second.Forms & Shifts : 0);
    }

    private static JitForms Variable(Expression count) => count is Literal ? JitForms.None : JitForms.VariableShift;

    /// <summary>An exclusive or, sum or difference with a comparison. Exclusive or with 0 and 1 leave a 0 or 1.</summary>
    private static JitForms Complement(Opcode opcode, Expression first, Expression second) => opcode switch
    {
        Opcode.I32Xor or Opcode.I64Xor when first is Literal { Bits: 0 or 1 } || second is Literal { Bits: 0 or 1 } => JitForms.None,
        Opcode.I32Add or Opcode.I32Sub or Opcode.I32Xor or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Xor
            when ((first.Forms | second.Forms) & JitForms.Comparison) != 0 => JitForms.Complement,
        _ => JitForms.None,
    };

    /// <summary>Of integers in vectors, what is made of one value twice may be a constant too.</summary>
    private static JitForms OfVector(Opcode opcode, Expression first, Expression? second, JitForms known) =>
        second is null || JitFloats.IsFloatVector(opcode) || first.Forms.HasFlag(JitForms.Constant) ? known
        : first is VariableRead { Variable: var one } && second is VariableRead { Variable: var other } && one == other ? JitForms.Constant
        : known;
}
