using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>RyuJIT (.NET 10.0) takes it that a rotation by a constant sets the processor's zero flag, leaves out the test where the result is compared with zero, and goes by the flag of whatever
/// came before. (<c>tests/regressions/rotation-compared-with-zero.wast</c>.) It finds rotations in shifts too, and follows values through variables and operations that turn out to do
/// nothing. So what may be a rotation for it is never compared as it is: an exclusive or with a zero that the JIT does not know sets the flag. Whoever tests a hash for zero pays one instruction.</summary>
internal sealed partial class TreeBuilder
{
    /// <summary>The operand of a comparison, or what is branched on.</summary>
    /// <param name="operand">What is compared.</param>
    /// <param name="other">With what; null for zero.</param>
    private static Expression ToCompare(Expression operand, Expression? other = null)
    {
        if (!MayBeRotation(operand) || other is Literal { Bits: < -1 or > 1 })
        {
            return operand;
        }

        Expression zero = new FieldRead(RuntimeMembers.Zero, OperandType.I32, new StateRead(), Effects.None);
        var isWide = operand.Type == OperandType.I64;
        return new NumericOperation(
            isWide ? Opcode.I64Xor : Opcode.I32Xor, operand.Type, operand.Effects, operand, isWide ? ToI64(zero) : zero, null)
        {
            Depth = operand.Depth,
        };
    }

    /// <summary>Whether an instruction compares integers.</summary>
    private static bool ComparesIntegers(Opcode opcode) => opcode is >= Opcode.I32Eqz and <= Opcode.I64GeU;

    /// <summary>What is to be remembered of an operation.</summary>
    private static void NoteRotation(NumericOperation operation)
    {
        var (first, second) = (operation.First, operation.Second);
        switch (operation.Opcode)
        {
            case Opcode.I32Rotl or Opcode.I32Rotr or Opcode.I64Rotl or Opcode.I64Rotr:
                operation.MayBeRotation = true;
                break;
            case >= Opcode.I32Add and <= Opcode.I32ShrU or >= Opcode.I64Add and <= Opcode.I64ShrU:
                operation.MayBeRotation = MayBeRotation(first) || MayBeRotation(second!) || (JoinsBits(operation.Opcode) && MayBeShift(first) && MayBeShift(second!));
                break;
            case Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or >= Opcode.I32Extend8S and <= Opcode.I64Extend32S:
                operation.MayBeRotation = MayBeRotation(first);
                break;
        }
    }

    /// <summary>Whether the JIT looks for a rotation in the operands. In those of an addition it does not, which matters: addresses are sums of shifted indexes, and loops compare them.</summary>
    private static bool JoinsBits(Opcode opcode) => opcode is Opcode.I32Or or Opcode.I32Xor or Opcode.I64Or or Opcode.I64Xor;

    private static void NoteRotation(Variable variable, Expression value)
    {
        variable.MayBeRotation |= MayBeRotation(value);
        variable.MayBeShift |= MayBeShift(value);
    }

    private static bool MayBeRotation(Expression value) => value switch
    {
        NumericOperation operation => operation.MayBeRotation,
        VariableRead read => read.Variable.MayBeRotation,
        VariableTee tee => tee.Variable.MayBeRotation || MayBeRotation(tee.Value),
        Select select => MayBeRotation(select.WhenTrue) || MayBeRotation(select.WhenFalse),
        _ => false,
    };

    private static bool MayBeShift(Expression value) => value switch
    {
        NumericOperation operation => operation.Opcode is Opcode.I32Shl or Opcode.I32ShrU or Opcode.I64Shl or Opcode.I64ShrU,
        VariableRead read => read.Variable.MayBeShift,
        VariableTee tee => tee.Variable.MayBeShift || MayBeShift(tee.Value),
        _ => false,
    };
}
