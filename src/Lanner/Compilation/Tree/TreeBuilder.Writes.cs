using Lanner.Compilation.Cil;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Tracks the values of variables within a straight-line region: code without branches and targets.</summary>
internal sealed partial class TreeBuilder
{
    private int _lastWrite;
    private int _region = 1;
    private int _regionEnd;

    /// <summary>The number of the region that the next statement belongs to.</summary>
    private int CurrentRegion()
    {
        for (; _regionEnd < _statements.Count; _regionEnd++)
        {
            if (_statements[_regionEnd] is not (Assign or Evaluate or MemoryStore or GlobalWrite or Check or BoundsCheck))
            {
                _region++;
            }
        }

        return _region;
    }

    private void RecordWrite(Variable variable, Expression value)
    {
        variable.LastWrite = ++_lastWrite;
        variable.Comparison = null;
        NoteConstant(variable, value);
        variable.AddValue(value, CurrentRegion());
    }

    private static bool IsComparison(Expression value) =>
        value is NumericOperation { Opcode: >= Opcode.I32Eq and <= Opcode.F64Ge, Second: not null };

    /// <summary>Compilers compute the condition of a loop early, put it into a local, and branch on it after its operands have changed.
    /// Comparing again what was compared, if need be from copies, the branch needs no 0 or 1; and if nothing else reads the local, the JIT
    /// drops it. (<see cref="JitQuirks.EarlyCondition"/>.)</summary>
    private Expression ToBranchOn(Expression condition)
    {
        switch (condition)
        {
            case NumericOperation { Opcode: Opcode.I32Eqz, First: VariableRead or VariableTee } negation:
                var operand = ToBranchOn(negation.First);
                return operand == negation.First
                    ? condition
                    : new NumericOperation(Opcode.I32Eqz, OperandType.I32, operand.Effects, operand, null, null)
                    {
                        Depth = DepthOf(operand),
                    };
            case VariableTee { Value: NumericOperation comparison } tee when IsComparison(comparison):
                AppendAssign(tee.Variable, comparison, WritingLocals);
                return CompareAgain(tee.Variable.Comparison!, tee.Variable.LastWrite);
            case VariableRead { Variable: { Comparison: { } assign } variable } when variable.LastRegion == CurrentRegion():
                variable.Reads--;
                return CompareAgain(assign, variable.LastWrite);
            default:
                return condition;
        }
    }

    private NumericOperation CompareAgain(Assign assign, int when)
    {
        var comparison = (NumericOperation)assign.Value;
        var writes = comparison.Effects.VariableWrites;
        var (first, firstAgain) = Duplicate(comparison.First);
        var (second, secondAgain) = Duplicate(comparison.Second!);
        if (first != comparison.First || second != comparison.Second)
        {
            assign.Value = Compare(first, second);
            assign.Variable.ReplaceValue(comparison, assign.Value);
        }

        return Compare(firstAgain, secondAgain);

        NumericOperation Compare(Expression left, Expression right) =>
            new(comparison.Opcode, OperandType.I32, left.Effects | right.Effects, left, right, null) { Depth = DepthOf(left, right) };

        (Expression Now, Expression Again) Duplicate(Expression operand)
        {
            switch (operand)
            {
                case Literal:
                    return (operand, operand);
                case VariableRead { Variable: var variable }
                    when variable != assign.Variable && variable.LastWrite <= when && (writes & variable.EffectBit) == 0:
                    return (operand, new VariableRead(variable));
                case VariableTee { Variable: { Kind: VariableKind.Temporary, IsLoopCarried: false } kept }:
                    return (operand, new VariableRead(kept));
                default:
                    var copy = NewTemporary(operand.Type);
                    copy.LastWrite = when;
                    return (new VariableTee(copy, operand, Effects.None) { Depth = DepthOf(operand) }, new VariableRead(copy));
            }
        }
    }
}
