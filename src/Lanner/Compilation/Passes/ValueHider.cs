using System.Runtime.InteropServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Tree;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>Walks over the statements of a function, in their order, to learn the facts about its variables, and to hide values by
/// them.</summary>
internal sealed partial class ValueHider(FunctionTree tree, FunctionLoops loops, ForwardDataFlow facts)
{
    private readonly LostTraps _lostTraps = new(facts);
    private readonly ComparedConstants _compared = new();
    private readonly AbsorbedLoads _absorbed = new(facts);

    /// <summary>A branch table with as many targets keeps many blocks from dominating each other.</summary>
    private const int LargeTable = 32;

    /// <summary>The loops around the statement.</summary>
    private readonly List<FunctionLoops.Loop> _around = [];

    /// <summary>The kinds of the values that were written to globals, fields and elements, as far as the JIT knows them again when they are
    /// read.</summary>
    private ExpressionKinds _heap;

    /// <summary>True if a value was taken from there.</summary>
    private bool _readsHeap;

    /// <summary>The greatest magnitude of a constant that the JIT may learn from a branch.</summary>
    private float _known;

    /// <summary>True if a multiplication or shift may be by such a constant.</summary>
    private bool _usesKnown;

    private bool IsInLoop => loops.IsLoop || _around.Count > 0;

    /// <summary>Walks over the function once.</summary>
    internal void Walk()
    {
        facts.Restart();
        _around.Clear();
        var start = -1;
        for (var index = 0; index < tree.Body.Count; index++)
        {
            var statement = tree.Body[index];
            if (statement is LoopStart && _around.Count == 0 && index != start)
            {
                start = index;
                facts.MarkLoop();
            }

            Visit(statement);
            if (statement.EndsFlow)
            {
                facts.End();
            }

            if (statement is LoopEnd && _around.Count == 0 && facts.TryRepeatLoop())
            {
                index = start - 1;
            }
        }
    }

    private void Visit(Statement statement)
    {
        switch (statement)
        {
            case Assign assign:
                facts[assign.Variable] = Visit(assign.Value);
                return;
            case MemoryStore store:
                Visit(store.Location.Address);
                Visit(store.Value);
                return;
            case GlobalWrite write:
                NoteHeap(Visit(write.Value));
                return;
            case BoundsCheck check:
                Visit(check.Location.Address);
                return;
            case Evaluate evaluate:
                Visit(evaluate.Value);
                return;
            case Check check:
                check.Condition = ToBranchOn(check.Condition, out _);
                return;
            case BranchIf branch:
                branch.Condition = ToBranchOn(branch.Condition, out var found);
                if (found.HasFlag(ExpressionKinds.Constant))
                {
                    facts.BranchIfKnown(branch.Target);
                    return;
                }

                facts.BranchIf(branch.Target);
                break;
            case BranchTable table:
                NoteKnown(table.Targets.Length);
                facts.NoteLoopChange(_compared.NoteTargets(table.Targets.Length));
                table.Index = ToBranchOn(table.Index, out var kinds);
                if (table.Targets.Length >= LargeTable && !kinds.HasFlag(ExpressionKinds.Trap))
                {
                    // Should the JIT know the way, more blocks dominate others than were counted (MethodLimits). What was loaded it does
                    // not know.
                    table.Index = Hide(table.Index);
                }

                foreach (var target in table.Targets)
                {
                    facts.BranchIf(target);
                }

                break;
            case Branch branch:
                facts.Branch(branch.Target);
                break;
            case TargetLabel mark:
                facts.Place(mark.Target);
                return;
            case LoopStart loop:
                facts.Enter(loop.Target, _around);
                _around.Add(loops.LoopAt(loop.Target));
                break;
            case LoopEnd:
                _around.RemoveAt(_around.Count - 1);
                break;
            case TryStart start:
                facts.Enter(start.Block);
                break;
            case TryEnd end:
                facts.Leave(end.Block);
                break;
            case TailCall tail:
                VisitTailCall(tail.Call);
                break;
            default:
                VisitSimple(statement);
                break;
        }

        facts.EndBlock();
    }

    private void VisitSimple(Statement statement)
    {
        switch (statement)
        {
            case AssignResults assign:
                Visit(assign.Call);
                foreach (var variable in assign.Variables)
                {
                    facts[variable] = ValueFacts.Of(ExpressionKinds.Effect);
                }

                break;
            case StructureFieldWrite write:
                Visit(write.Target);
                NoteHeap(Visit(write.Value));
                break;
            case ArrayElementWrite write:
                Visit(write.Array);
                Visit(write.Index);
                NoteHeap(Visit(write.Value));
                break;
            case Throw thrown:
                Visit(thrown.Exception);
                break;
            case Return result:
                VisitAll(result.Values);
                break;
        }
    }

    /// <summary>The JIT makes a loop of a call in tail position to the function itself, in which it computes those arguments that may trap
    /// or call something after it has written others to the parameters.</summary>
    private void VisitTailCall(Call call)
    {
        if (!FunctionLoops.IsSelfCall(tree, call))
        {
            Visit(call);
            return;
        }

        var isInOrder = Array.TrueForAll(call.Arguments, static argument => argument.Effects.VariableWrites == 0);
        var arguments = new ValueFacts[call.Arguments.Length];
        var isComputedAhead = new bool[arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = Visit(call.Arguments[index]);
            isComputedAhead[index] = !isInOrder || arguments[index].Kinds.HasFlag(ExpressionKinds.Effect);
        }

        call.IsComputedAhead = isComputedAhead;
        facts.Call(arguments);
    }

    private void VisitAll(ReadOnlySpan<Expression> values)
    {
        foreach (var value in values)
        {
            Visit(value);
        }
    }

    private void NoteHeap(ValueFacts written)
    {
        var heap = _heap | (written.Kinds & ExpressionKinds.ByValue);
        facts.HasChanged |= heap != _heap && _readsHeap;
        _heap = heap;
    }

    /// <summary>Returns the condition of a branch, hidden where that is necessary.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="kinds">Its kinds.</param>
    private Expression ToBranchOn(Expression condition, out ExpressionKinds kinds)
    {
        var losesTrap = _lostTraps.MayLose(condition);
        var found = Visit(condition);
        kinds = found.Kinds;
        var compared = ToCompare(condition, found, null, Opcode.I32Eqz);
        return losesTrap ? HideAnew(compared) : compared;
    }

    /// <summary>Returns the operand of a comparison, hidden where that is necessary.</summary>
    /// <param name="operand">The operand that is compared.</param>
    /// <param name="found">The facts about it.</param>
    /// <param name="other">The other operand; null for zero.</param>
    /// <param name="opcode">The comparison.</param>
    private Expression ToCompare(Expression operand, ValueFacts found, Expression? other, Opcode opcode)
    {
        if (other is null or Literal)
        {
            facts.HasChanged |= _absorbed.NoteTest(operand);
        }

        // Both are wrong in comparisons with zero, which those with 1 and -1 can become.
        var isWrong = (found.Kinds & (ExpressionKinds.Rotation | ExpressionKinds.Complement)) != 0
            && other is not Literal { Bits: < -1 or > 1 };
        var isHidden = isWrong || found.Kinds.HasFlag(ExpressionKinds.MisjudgedSum)
            || (loops.HasLoops && TeachesStep(operand, other, opcode));
        return isHidden && operand is not Literal ? Hide(operand) : operand;
    }

    /// <summary>Tests whether the JIT would learn from a branch that a value is a constant that must not become a step. Records what else
    /// it learns.</summary>
    private bool TeachesStep(Expression operand, Expression? other, Opcode opcode)
    {
        if (other is not Literal { Bits: var bits } || opcode is not (Opcode.I32Eq or Opcode.I32Ne or Opcode.I64Eq or Opcode.I64Ne))
        {
            return false;
        }

        // Of x + 1 = 2 it makes x = 1.
        var isTooFar = NoteKnown(bits);
        while (!isTooFar && operand is NumericOperation { Second: Literal { Bits: var added } } sum)
        {
            bits = sum.Opcode switch
            {
                Opcode.I32Add or Opcode.I64Add => bits - added,
                Opcode.I32Sub or Opcode.I64Sub => bits + added,
                Opcode.I32Xor or Opcode.I64Xor => bits ^ added,
                _ => bits,
            };
            isTooFar = NoteKnown(bits);
            operand = sum.First;
        }

        return isTooFar;
    }

    /// <summary>Records a constant that the JIT may know. Returns true if it must not know it.</summary>
    private bool NoteKnown(long bits)
    {
        if (ScalarEvolution.IsConstantTooFar(bits))
        {
            return true;
        }

        var magnitude = Math.Abs((float)bits);
        facts.HasChanged |= magnitude > _known && _usesKnown;
        _known = Math.Max(_known, magnitude);
        return false;
    }

    /// <summary>An integer of which the JIT knows nothing.</summary>
    private static Expression Hide(Expression operand) =>
        operand is NumericOperation { HidesFirst: true } ? operand : Hide(operand, isAnew: false);

    /// <summary>A condition of which the JIT does not know that it was branched on before: each read of what is volatile gives something
    /// new. Of a comparison an operand is hidden, so that the comparison still sets the flags for the branch.</summary>
    private static Expression HideAnew(Expression condition)
    {
        if (condition is not NumericOperation { HidesFirst: false, First.Type: OperandType.I32 or OperandType.I64 } comparison
            || !IsComparison(comparison.Opcode))
        {
            return IsHiddenAnew(condition) ? condition : Hide(condition, isAnew: true);
        }

        if (!IsHiddenAnew(comparison.First))
        {
            comparison.First = Hide(comparison.First, isAnew: true);
        }

        return comparison;
    }

    private static bool IsHiddenAnew(Expression value) => value is NumericOperation
    {
        HidesFirst: true,
        Second: FieldRead { IsVolatile: true } or NumericOperation { First: FieldRead { IsVolatile: true } },
    };

    private static Expression Hide(Expression operand, bool isAnew)
    {
        Expression zero = new FieldRead(RuntimeMembers.Zero, OperandType.I32, new StateRead(), Effects.None) { IsVolatile = isAnew };
        var isWide = operand.Type == OperandType.I64;
        return new NumericOperation(
            isWide ? Opcode.I64Xor : Opcode.I32Xor,
            operand.Type,
            operand.Effects,
            operand,
            isWide ? new NumericOperation(Opcode.I64ExtendI32U, OperandType.I64, Effects.None, zero, null, null) : zero,
            null)
        {
            Depth = operand.Depth + 1,
            HidesFirst = true,
        };
    }

    private static Expression ToOpaque(Expression operand) =>
        operand is not Opaque ? new Opaque(operand) { Depth = operand.Depth + 1 } : operand;
}
