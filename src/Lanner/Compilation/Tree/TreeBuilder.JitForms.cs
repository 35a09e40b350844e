using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Hides from the JIT what it would get wrong: by an exclusive or with a zero that it does not know.</summary>
internal sealed partial class TreeBuilder
{
    /// <summary>What was written to globals, fields and elements, as far as the JIT knows it again when it is read.</summary>
    private JitForms _formsOfHeap;

    /// <summary>Whether the body has the byte that begins a call in tail position, of which the JIT makes a loop where a function calls
    /// itself.</summary>
    private bool _mayCallInTail;

    private bool? _hasFloatVectors;

    private bool IsInLoop => _openLoops > 0 || _mayCallInTail;

    /// <summary>The operand of a comparison, or what is branched on.</summary>
    /// <param name="operand">What is compared.</param>
    /// <param name="other">With what; null for zero.</param>
    private static Expression ToCompare(Expression operand, Expression? other = null)
    {
        // Both are wrong in comparisons with zero, which those with 1 and -1 can become.
        return (operand.Forms & (JitForms.Rotation | JitForms.Complement)) != 0 && other is not Literal { Bits: < -1 or > 1 } ? Hidden(operand) : operand;
    }

    /// <summary>Whether an instruction compares integers.</summary>
    private static bool ComparesIntegers(Opcode opcode) => opcode is >= Opcode.I32Eqz and <= Opcode.I64GeU;

    /// <summary>Whether an instruction on two operands is one that the JIT may take for a rotation, though it is none where both counts are
    /// multiples of the width.</summary>
    private static bool IsTakenForRotation(Opcode opcode, Expression first, Expression? second) =>
        opcode is Opcode.I32Xor or Opcode.I64Xor && (first.Forms & second!.Forms).HasFlag(JitForms.VariableShift);

    /// <summary>Whether an instruction shifts to the left by what the JIT may know to be some number, when nobody else does: the result
    /// could be any step, also the smallest number (<see cref="JitStep"/>).</summary>
    private static bool ShiftsByHiddenConstant(Opcode opcode, Expression? count) =>
        opcode is Opcode.I32Shl or Opcode.I64Shl && count is not Literal && count!.Forms.HasFlag(JitForms.Constant);

    /// <summary>Whether an instruction multiplies a variable of a loop so far that the JIT must not follow it.</summary>
    private bool IsScaledTooFar(Opcode opcode, Expression first, Expression? second) =>
        IsInLoop && second is not null && JitStep.Of(opcode, first, second).IsScaledTooFar(first.Type);

    /// <summary>An integer of which the JIT knows nothing.</summary>
    private static NumericOperation Hidden(Expression operand)
    {
        Expression zero = new FieldRead(RuntimeMembers.Zero, OperandType.I32, new StateRead(), Effects.None);
        var isWide = operand.Type == OperandType.I64;
        return new NumericOperation(
            isWide ? Opcode.I64Xor : Opcode.I32Xor, operand.Type, operand.Effects, operand, isWide ? ToI64(zero) : zero, null)
        {
            Depth = operand.Depth,
            Forms = JitForms.None,
            Step = default,
            HidesFirst = true,
        };
    }

    /// <summary>Whether an instruction is one on floating-point numbers that the JIT could compute, and so come to know a constant that
    /// must not be known to it.</summary>
    private static bool IsComputedFromConstants(Opcode opcode, Expression first, Expression? second) =>
        JitFloats.IsFloat(opcode) && first.Forms.HasFlag(JitForms.Constant) && second?.Forms.HasFlag(JitForms.Constant) != false;

    /// <summary>A value on its way into a variable, a global, a field or an element, where the JIT would find it again.</summary>
    private Expression ToKeep(Expression value) => value switch
    {
        NumericOperation when IsInLoop && value.Step.IsTooFar(value.Type) => Hidden(value),
        Literal literal when JitFloats.IsNeutral(literal) => new Opaque(literal),
        VectorLiteral literal when JitFloats.IsNeutral(literal.Value) && HasFloatVectors => new Opaque(literal),
        _ => Conceal(value),
    };

    /// <summary>A vector that the JIT could compute from constants, hidden from it.</summary>
    private Expression Conceal(Expression value) =>
        value is NumericOperation { Type: OperandType.V128 } && value.Forms.HasFlag(JitForms.Constant) && HasFloatVectors
            ? new Opaque(value) { Depth = DepthOf(value) }
            : value;

    /// <summary>Whether the body computes floating-point numbers in vectors. If not, the JIT may know every constant: what it
    /// computes of integers is right, and hiding a vector costs a way through memory (simd-chacha20 took 1.8 times as long).</summary>
    private bool HasFloatVectors => _hasFloatVectors ??= FindFloatVectors();

    private bool FindFloatVectors()
    {
        if (_functionIndex < 0)
        {
            return true;
        }

        var reader = FunctionBody.Open(_module, in _module.Functions[_functionIndex], out _);
        while (reader.Read(out var instruction))
        {
            if (JitFloats.IsFloatVector(instruction.Opcode))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes what a variable may be. Where a function is not in any block, what it was before is past.</summary>
    private void NoteForms(Variable variable, Expression value) =>
        variable.Forms = _control.Count > 1 ? variable.Forms | value.Forms : value.Forms;

    /// <summary>The operands of an instruction that puts them into an object.</summary>
    private Expression[] PopToKeep(int count)
    {
        var values = Pop(count);
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = ToKeep(values[index]);
        }

        NoteFormsOfHeap(values);
        return values;
    }

    /// <summary>Notes what is written to a global, a field or an element.</summary>
    private void NoteFormsOfHeap(params ReadOnlySpan<Expression> values)
    {
        foreach (var value in values)
        {
            _formsOfHeap |= value.Forms & JitFormRules.ByValue;
        }
    }
}
