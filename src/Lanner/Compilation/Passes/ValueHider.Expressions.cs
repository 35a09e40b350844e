using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>Expressions: visiting one tells what the JIT may see of its value.</summary>
internal sealed partial class ValueHider
{
    private ValueFacts Visit(Expression expression)
    {
        switch (expression)
        {
            case Literal literal:
                return new ValueFacts(
                    TransferFunctions.Of(literal),
                    literal.Type is OperandType.I32 or OperandType.I64 ? ScalarEvolution.OfLiteral(literal.Bits) : ScalarEvolution.None);
            case VectorLiteral literal:
                return ValueFacts.Of(TransferFunctions.Of(literal));
            case NullLiteral:
                return ValueFacts.Of(ExpressionKinds.Constant);
            case VariableRead read:
                return facts[read.Variable] with { Kinds = facts.KindsOf(read.Variable) };
            case VariableTee tee:
                return facts[tee.Variable] = Visit(tee.Value);
            case NumericOperation operation:
                return Visit(operation);
            case Select select:
                return Visit(select);
            case MemoryLoad load:
                return ValueFacts.Of(TransferFunctions.Of(load, Visit(load.Location.Address).Kinds));
            case Opaque opaque:
                return ValueFacts.Of(Visit(opaque.Value).Kinds & ExpressionKinds.Effect);
            case GlobalRead:
                return OfHeap();
            case StructureFieldRead read:
                Visit(read.Target);
                return OfHeap();
            case ArrayElementRead read:
                Visit(read.Array);
                Visit(read.Index);
                return OfHeap();
            case RuntimeCall call:
                VisitAll(call.Arguments);

                // The JIT may inline it.
                return ValueFacts.Of(ExpressionKinds.Effect | ExpressionKinds.Comparison);
            case ReferenceEquality equality:
                Visit(equality.Left);
                Visit(equality.Right);
                return ValueFacts.Of(ExpressionKinds.Effect | ExpressionKinds.Comparison);
            case TypeTest test:
                Visit(test.Reference);
                return ValueFacts.Of(ExpressionKinds.Effect | ExpressionKinds.Comparison);
            default:
                VisitOperands(expression);
                return ValueFacts.Of(ExpressionKinds.Effect);
        }
    }

    private void VisitOperands(Expression expression)
    {
        switch (expression)
        {
            case LocationAddress address:
                Visit(address.Location.Address);
                break;
            case Call call:
                VisitAll(call.Arguments);
                break;
            case FieldRead read:
                Visit(read.Target);
                break;
            case ElementRead read:
                Visit(read.Array);
                Visit(read.Index);
                break;
            case ArrayLength length:
                Visit(length.Array);
                break;
            case ArrayBound bound:
                Visit(bound.Array);
                break;
            case NewException exception:
                VisitAll(exception.Values);
                break;
            case NewStructure { Values: { } values }:
                VisitToHeap(values);
                break;
            case NewArray array:
                Visit(array.Length);
                break;
            case NewFixedArray array:
                VisitToHeap(array.Values);
                break;
            case NewStructure or MemoryBase or MemorySize or StateRead or StateObject:
                break;
            default:
                throw new InvalidOperationException($"No facts for {expression.GetType().Name}.");
        }
    }

    private ValueFacts OfHeap()
    {
        _readsHeap = true;
        return ValueFacts.Of(ExpressionKinds.Effect | _heap);
    }

    private void VisitToHeap(Expression[] values)
    {
        foreach (var value in values)
        {
            NoteHeap(Visit(value));
        }
    }

    private ValueFacts Visit(Select select)
    {
        var (whenTrue, whenFalse) = (Visit(select.WhenTrue), Visit(select.WhenFalse));
        var losesTrap = _lostTraps.MayLose(select.Condition);
        var condition = Visit(select.Condition);
        select.Condition = ToCompare(select.Condition, condition, null, Opcode.I32Eqz);
        if (losesTrap)
        {
            select.Condition = HideAnew(select.Condition);
        }
        else if (AbsorbedLoads.MaySelect(condition, whenTrue.Kinds | whenFalse.Kinds))
        {
            // Of the value that is not selected the JIT drops the load.
            select.Condition = Hide(select.Condition);
        }

        return new ValueFacts(
            TransferFunctions.OfSelect(whenTrue.Kinds, whenFalse.Kinds, condition.Kinds),
            ScalarEvolution.Either(whenTrue.Evolution, whenFalse.Evolution).AsVariable());
    }

    private ValueFacts Visit(NumericOperation operation)
    {
        var first = Visit(operation.First);
        if (operation.HidesFirst)
        {
            return Hidden(first);
        }

        var second = operation.Second is null ? new ValueFacts(ExpressionKinds.Constant, ScalarEvolution.None) : Visit(operation.Second);
        var third = operation.Third is null ? ExpressionKinds.Constant : Visit(operation.Third).Kinds;
        KeepLoads(operation, ref first, ref second);
        return operation.First.Type is OperandType.I32 or OperandType.I64
            ? VisitIntegers(operation, first, second, third)
            : VisitOthers(operation, first, second, third);
    }

    /// <summary>Hides an operand with which the result would not depend on a load.</summary>
    private void KeepLoads(NumericOperation operation, ref ValueFacts first, ref ValueFacts second)
    {
        if (operation is not { Second: { } other, Third: null })
        {
            return;
        }

        if (_absorbed.MayDecide(operation, isSecond: true, second, first.Kinds))
        {
            (operation.Second, second) = (HideAny(other), Hidden(second));
        }
        else if (_absorbed.MayDecide(operation, isSecond: false, first, second.Kinds) || _absorbed.MayCancel(operation))
        {
            (operation.First, first) = (HideAny(operation.First), Hidden(first));
        }
    }

    private static Expression HideAny(Expression operand) =>
        operand.Type is OperandType.I32 or OperandType.I64 ? Hide(operand) : ToOpaque(operand);

    private ValueFacts VisitIntegers(NumericOperation operation, ValueFacts first, ValueFacts second, ExpressionKinds third)
    {
        if (IsComparison(operation.Opcode))
        {
            operation.First = ToCompare(operation.First, first, operation.Second, operation.Opcode);
            if (operation.Second is not null)
            {
                operation.Second = ToCompare(operation.Second, second, operation.First, operation.Opcode);
                Note(operation.Opcode, operation.First, isSecond: false, first);
                Note(operation.Opcode, operation.Second, isSecond: true, second);
            }
        }
        else if (operation.Opcode == Opcode.I64ExtendI32S || IsDivision(operation.Opcode))
        {
            (operation.First, first) = ToJudge(operation.First, first);
            if (operation.Second is not null)
            {
                (operation.Second, second) = ToJudge(operation.Second, second);
            }
        }
        else if (operation.Opcode is Opcode.I32Xor or Opcode.I64Xor
            && (first.Kinds & second.Kinds).HasFlag(ExpressionKinds.VariableShift))
        {
            (operation.First, first) = (Hide(operation.First), Hidden(first));
        }

        _usesKnown |= operation is { Opcode: Opcode.I32Mul or Opcode.I64Mul, First: not Literal, Second: not Literal }
            or { Opcode: Opcode.I32Shl or Opcode.I64Shl, Second: not Literal };
        var evolution = ScalarEvolution.Of(operation, first.Evolution, second.Evolution, _known);
        if (IsInLoop && evolution.IsScaledTooFar(operation.Type) && operation.Second is not (null or Literal))
        {
            // The factor, if it may be one that the JIT knows from a branch.
            var hidden = Hidden(second);
            var scaled = ScalarEvolution.Of(operation, first.Evolution, hidden.Evolution, _known);
            if (!scaled.IsScaledTooFar(operation.Type))
            {
                (operation.Second, second, evolution) = (Hide(operation.Second), hidden, scaled);
            }
        }

        if (IsInLoop && evolution.IsScaledTooFar(operation.Type))
        {
            (operation.First, first) = (Hide(operation.First), Hidden(first));
            evolution = ScalarEvolution.Of(operation, first.Evolution, second.Evolution, _known);
            if (evolution.IsScaledTooFar(operation.Type) && operation.Second is not (null or Literal))
            {
                (operation.Second, second) = (Hide(operation.Second), Hidden(second));
                evolution = ScalarEvolution.Of(operation, first.Evolution, second.Evolution, _known);
            }
        }

        var kinds = TransferFunctions.Of(operation, first.Kinds, second.Kinds, third);
        return new ValueFacts(
            _compared.MayMisjudge(operation, first, second) ? kinds | ExpressionKinds.MisjudgedSum : kinds, evolution);
    }

    /// <summary>Takes notice of a constant with which something is compared. The JIT may unroll a loop, so that it knows of it in all of
    /// the loop.</summary>
    private void Note(Opcode comparison, Expression operand, bool isSecond, in ValueFacts operandFacts) =>
        facts.NoteLoopChange(_compared.Note(comparison, operand, isSecond, operandFacts.Evolution));

    /// <summary>Returns an operand whose sign the JIT uses, hidden where it may be wrong about it.</summary>
    private static (Expression Operand, ValueFacts Facts) ToJudge(Expression operand, ValueFacts facts) =>
        facts.Kinds.HasFlag(ExpressionKinds.MisjudgedSum) ? (Hide(operand), Hidden(facts)) : (operand, facts);

    /// <summary>Operations on floating-point numbers and vectors that the JIT could compute, and so come to know a constant that must not
    /// be known to it; and comparisons that teach it one.</summary>
    private static ValueFacts VisitOthers(NumericOperation operation, ValueFacts first, ValueFacts second, ExpressionKinds third)
    {
        var opcode = operation.Opcode;
        var kinds = TransferFunctions.Of(operation, first.Kinds, second.Kinds, third);
        var (isFirst, isSecond) =
            (first.Kinds.HasFlag(ExpressionKinds.FloatConstant), second.Kinds.HasFlag(ExpressionKinds.FloatConstant));
        if (opcode is Opcode.F32Neg or Opcode.F64Neg or Opcode.F32Abs or Opcode.F64Abs && !first.Kinds.HasFlag(ExpressionKinds.MinusOne))
        {
            // Of a literal these make 0, -0 or 1, as the hunt has found; of what else it may know they make no constant that it must not.
            if (operation.First is Literal)
            {
                operation.First = ToOpaque(operation.First);
                return ValueFacts.Of(kinds);
            }

            return ValueFacts.Of(kinds | (first.Kinds & ExpressionKinds.FloatConstant));
        }

        if (JitFloats.IsFloat(opcode) && isFirst && (operation.Second is null || isSecond))
        {
            operation.First = ToOpaque(operation.First);
        }
        else if (opcode is Opcode.F32Eq or Opcode.F32Ne or Opcode.F64Eq or Opcode.F64Ne)
        {
            operation.First = isFirst && operation.First is not Literal ? ToOpaque(operation.First) : operation.First;
            operation.Second = isSecond && operation.Second is not Literal ? ToOpaque(operation.Second!) : operation.Second;
        }

        if (ArithmeticIdentities.MayApply(operation, operation.First, first.Kinds, isSecond: false)
            || (ArithmeticIdentities.IsLaneComparison(opcode) && (first.Kinds & second.Kinds).HasFlag(ExpressionKinds.Constant)))
        {
            operation.First = ToOpaque(operation.First);
        }

        if (operation.Second is not null && ArithmeticIdentities.MayApply(operation, operation.Second, second.Kinds, isSecond: true))
        {
            operation.Second = ToOpaque(operation.Second);
        }

        return ValueFacts.Of(kinds);
    }

    /// <summary>The facts about a value that is hidden.</summary>
    private static ValueFacts Hidden(ValueFacts hidden) =>
        new(ExpressionKinds.Effect | (hidden.Kinds & ExpressionKinds.Trap), ScalarEvolution.Never with { IsUnknown = true });

    private static bool IsDivision(Opcode opcode) =>
        opcode is (>= Opcode.I32DivS and <= Opcode.I32RemU) or (>= Opcode.I64DivS and <= Opcode.I64RemU);

    /// <summary>Tests whether an instruction compares integers.</summary>
    private static bool IsComparison(Opcode opcode) => opcode is >= Opcode.I32Eqz and <= Opcode.I64GeU;
}
