using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>The transfer functions of the data flow: the kinds of the results of instructions, from those of their operands. An operand
/// that is no literal may be any constant, since the JIT learns constants from branches too; so what the other operand is, the result may
/// be. Of a literal it is known what it does.</summary>
internal static class TransferFunctions
{
    private const ExpressionKinds Shifts = ExpressionKinds.LeftShift | ExpressionKinds.RightShift | ExpressionKinds.VariableShift;

    /// <summary>The kinds of the result of an instruction. An operand that is not there has what all may share.</summary>
    internal static ExpressionKinds Of(
        NumericOperation operation,
        ExpressionKinds first,
        ExpressionKinds second = ExpressionKinds.Constant,
        ExpressionKinds third = ExpressionKinds.Constant) =>
        Anywhere(operation, first & ExpressionKinds.Anywhere, second & ExpressionKinds.Anywhere)
        | WithinBlock(operation, first, second, third);

    /// <summary>The kinds of a literal.</summary>
    internal static ExpressionKinds Of(Literal literal) => ExpressionKinds.Constant | literal switch
    {
        { Type: OperandType.I32 or OperandType.I64 } => ExpressionKinds.None,
        { Bits: unchecked((int)0xBF80_0000) or unchecked((long)0xBFF0_0000_0000_0000) } =>
            ExpressionKinds.FloatConstant | ExpressionKinds.MinusOne,
        _ => ExpressionKinds.FloatConstant,
    };

    /// <summary>The kinds of a constant vector.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ExpressionKinds Of(VectorLiteral literal) => ExpressionKinds.Constant | OfConstant(literal.Value);

    /// <summary>The kinds of a load.</summary>
    /// <param name="load">The load.</param>
    /// <param name="address">The kinds of its address.</param>
    internal static ExpressionKinds Of(MemoryLoad load, ExpressionKinds address) =>
        ExpressionKinds.Effect | TrapOf(load) | (address & ExpressionKinds.Trap);

    /// <summary>The kinds of one of two values, by a condition.</summary>
    internal static ExpressionKinds OfSelect(ExpressionKinds whenTrue, ExpressionKinds whenFalse, ExpressionKinds condition) =>

        // Of one and zero the JIT makes a comparison.
        whenTrue | whenFalse | ExpressionKinds.Comparison | (condition & (ExpressionKinds.Trap | ExpressionKinds.Effect));

    private static ExpressionKinds WithinBlock(
        NumericOperation operation, ExpressionKinds first, ExpressionKinds second, ExpressionKinds third)
    {
        var any = first | second | third;
        var kinds = (any & (ExpressionKinds.Trap | ExpressionKinds.Effect)) | EffectOf(operation)
            | (first & second & third & ExpressionKinds.Constant);
        if (operation.Type != OperandType.V128)
        {
            return kinds | PassedSum(operation, first, second) | operation.Opcode switch
            {
                Opcode.I32Sub or Opcode.I64Sub => ExpressionKinds.Opposite | ExpressionKinds.Sum,
                Opcode.I32Add or Opcode.I64Add => (any & ExpressionKinds.Opposite) | ExpressionKinds.Sum,
                Opcode.I32Mul or Opcode.I64Mul => (any & ExpressionKinds.Sum) | ExpressionKinds.Opposite,
                Opcode.I32Shl or Opcode.I64Shl => first & ExpressionKinds.Sum,
                Opcode.I32Xor or Opcode.I64Xor => ExpressionKinds.Opposite,
                _ => ExpressionKinds.None,
            };
        }

        return kinds | operation switch
        {
            { Opcode: >= Opcode.I8x16Splat and <= Opcode.F64x2Splat, First: Literal literal } => OfSplat(operation.Opcode, literal),
            { First: VariableRead one, Second: VariableRead other } when one.Variable == other.Variable => ExpressionKinds.ConstantVector,
            _ => ((any & ExpressionKinds.ConstantVector) | (kinds & ExpressionKinds.Constant)) != 0
                ? ExpressionKinds.ConstantVector
                : ExpressionKinds.None,
        };
    }

    private static ExpressionKinds PassedSum(NumericOperation operation, ExpressionKinds first, ExpressionKinds second) =>
        (ExpressionKinds.MisjudgedSum | ExpressionKinds.Sum) & operation.Opcode switch
        {
            Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U => first,
            (>= Opcode.I32Add and <= Opcode.I32Rotr) or (>= Opcode.I64Add and <= Opcode.I64Rotr) =>
                (MayGiveFirst(operation) ? first : ExpressionKinds.None) | (MayGiveSecond(operation) ? second : ExpressionKinds.None),
            _ => ExpressionKinds.None,
        };

    /// <summary>Only of a few instructions it is certain that no method is called.</summary>
    private static ExpressionKinds EffectOf(NumericOperation operation) => TrapOf(operation) | (operation is
    {
        Effects.State: StateEffects.None,
        Opcode: (>= Opcode.I32Eqz and <= Opcode.F64Ge)
            or (>= Opcode.I32Add and <= Opcode.I32Mul) or (>= Opcode.I32And and <= Opcode.I32ShrU)
            or (>= Opcode.I64Add and <= Opcode.I64Mul) or (>= Opcode.I64And and <= Opcode.I64ShrU)
            or Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U
            or Opcode.F32Add or Opcode.F32Sub or Opcode.F32Mul or Opcode.F64Add or Opcode.F64Sub or Opcode.F64Mul,
    }
        ? ExpressionKinds.None
        : ExpressionKinds.Effect);

    private static ExpressionKinds TrapOf(Expression value) =>
        value.Effects.State.HasFlag(StateEffects.Traps) ? ExpressionKinds.Trap : ExpressionKinds.None;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ExpressionKinds OfSplat(Opcode opcode, Literal lane) => OfConstant(opcode switch
    {
        Opcode.I8x16Splat => Vector128.Create((byte)lane.Bits),
        Opcode.I16x8Splat => Vector128.Create((short)lane.Bits).AsByte(),
        Opcode.I32x4Splat or Opcode.F32x4Splat => Vector128.Create((int)lane.Bits).AsByte(),
        _ => Vector128.Create(lane.Bits).AsByte(),
    });

    private static ExpressionKinds OfConstant(Vector128<byte> constant) =>
        (constant == Vector128<byte>.Zero ? ExpressionKinds.ZeroVector : ExpressionKinds.None)
        | (Vector128.EqualsAny(constant.AsSingle(), constant.AsSingle()) && Vector128.EqualsAny(constant.AsDouble(), constant.AsDouble())
            ? ExpressionKinds.None
            : ExpressionKinds.NotANumberVector);

    /// <summary>The kinds of the result of an instruction on integers that matter anywhere.</summary>
    private static ExpressionKinds Anywhere(NumericOperation operation, ExpressionKinds first, ExpressionKinds second)
    {
        var opcode = operation.Opcode;
        switch (opcode)
        {
            case >= Opcode.I32Eqz and <= Opcode.F64Ge:
            case Opcode.V128AnyTrue or Opcode.I8x16AllTrue or Opcode.I16x8AllTrue or Opcode.I32x4AllTrue or Opcode.I64x2AllTrue:
                return ExpressionKinds.Comparison;
            case Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr:
                return ExpressionKinds.Rotation | Passed(operation, first, second);
            case Opcode.I32Shl or Opcode.I64Shl:
                return ExpressionKinds.LeftShift | Variable(operation.Second!) | Passed(operation, first, second);
            case Opcode.I32ShrU or Opcode.I64ShrU:
                return ExpressionKinds.RightShift | Variable(operation.Second!) | Passed(operation, first, second);
            case Opcode.I32Or or Opcode.I64Or or Opcode.I32Xor or Opcode.I64Xor when AreHalves(first, second):
                return ExpressionKinds.Rotation | Passed(operation, first, second) | Complement(operation, first | second);
            case >= Opcode.I32Add and <= Opcode.I32ShrS or >= Opcode.I64Add and <= Opcode.I64ShrS:
                return Passed(operation, first, second) | Complement(operation, first | second);
            case Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or >= Opcode.I32Extend8S and <= Opcode.I64Extend32S:
                return first;
            default:
                return ExpressionKinds.None;
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
    private static bool AreHalves(ExpressionKinds first, ExpressionKinds second) =>
        (first.HasFlag(ExpressionKinds.LeftShift) && second.HasFlag(ExpressionKinds.RightShift))
        || (first.HasFlag(ExpressionKinds.RightShift) && second.HasFlag(ExpressionKinds.LeftShift));

    /// <summary>Returns the kinds of the operands that the result may have where the other operand makes the operation do
    /// nothing.</summary>
    private static ExpressionKinds Passed(NumericOperation operation, ExpressionKinds first, ExpressionKinds second)
    {
        const ExpressionKinds ByIdentity = ExpressionKinds.Rotation | Shifts | ExpressionKinds.Comparison | ExpressionKinds.Complement;
        var passed = ExpressionKinds.None;
        if (MayGiveFirst(operation))
        {
            passed |= first & ByIdentity;
        }

        if (MayGiveSecond(operation))
        {
            passed |= second & ByIdentity;
        }

        // Of a comparison's bits one may be taken, or turned around.
        return operation.Opcode is Opcode.I32And or Opcode.I64And or Opcode.I32Xor or Opcode.I64Xor
            ? passed | ((first | second) & ExpressionKinds.Comparison)
            : passed;
    }

    private static ExpressionKinds Variable(Expression count) => count is Literal ? ExpressionKinds.None : ExpressionKinds.VariableShift;

    /// <summary>Returns the complement where the operation may turn the bits of a comparison around: an exclusive or with -1, also one of
    /// several that are -1 together. Exclusive or with 0 and 1 leave a 0 or 1. (Of differences, products and arithmetic shifts the JIT
    /// makes no complement, nor does it take one for a comparison after any other operation on it than a test for zero:
    /// <c>tests/regressions/complement-of-comparison.wast</c> has them all.)</summary>
    private static ExpressionKinds Complement(NumericOperation operation, ExpressionKinds operands) =>
        operation is
        {
            Opcode: Opcode.I32Xor or Opcode.I64Xor,
            First: not Literal { Bits: 0 or 1 },
            Second: not Literal { Bits: 0 or 1 },
        }
        && operands.HasFlag(ExpressionKinds.Comparison)
            ? ExpressionKinds.Complement
            : ExpressionKinds.None;
}
