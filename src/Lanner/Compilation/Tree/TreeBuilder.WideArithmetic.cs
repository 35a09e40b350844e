using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>128-bit integers as pairs of <c>i64</c>, the low half first (wide-arithmetic proposal).</summary>
internal sealed partial class TreeBuilder
{
    private void AddWide(Opcode opcode)
    {
        if (opcode is Opcode.I64MulWideS or Opcode.I64MulWideU)
        {
            var factors = PopRepeatable(2);
            Push(Combine(Opcode.I64Mul, OperandType.I64, factors[0], factors[1]));
            var method = opcode == Opcode.I64MulWideS ? RuntimeMembers.MultiplyHighSigned : RuntimeMembers.MultiplyHighUnsigned;
            AddRuntimeCall(method, OperandType.I64, Effects.None, Again(factors[0]), Again(factors[1]));
            return;
        }

        var operands = PopRepeatable(4);
        var (leftLow, leftHigh, rightLow, rightHigh) = (operands[0], operands[1], operands[2], operands[3]);
        var operation = opcode == Opcode.I64Add128 ? Opcode.I64Add : Opcode.I64Sub;
        var low = NewTemporary(OperandType.I64);
        AppendAssign(low, Combine(operation, OperandType.I64, leftLow, rightLow));

        // A sum that is less than what was added to has wrapped; a difference wraps when more is subtracted than there is. The JIT has no
        // instruction that takes the carry: it compares.
        var carry = opcode == Opcode.I64Add128
            ? Combine(Opcode.I64LtU, OperandType.I32, new VariableRead(low), Again(leftLow))
            : Combine(Opcode.I64LtU, OperandType.I32, Again(leftLow), Again(rightLow));
        Push(new VariableRead(low));
        Push(Combine(operation, OperandType.I64, Combine(operation, OperandType.I64, leftHigh, rightHigh), ToI64(carry)));
    }

    /// <summary>Takes operands from the stack, each as something that can be evaluated more than once while no other variable is
    /// assigned.</summary>
    private Expression[] PopRepeatable(int count)
    {
        for (var index = _stack.Count - count; index < _stack.Count; index++)
        {
            if (_stack[index] is not (Literal or VariableRead))
            {
                Spill(index);
            }
        }

        return Pop(count);
    }
}
