using System.Runtime.InteropServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>Hides from the JIT what it would get wrong, by an exclusive or with a zero that it does not know or by way of the stack:
/// <see cref="JitQuirks.ComplementOfComparison"/>, <see cref="JitQuirks.FlagsOfRotation"/>, <see cref="JitQuirks.ExclusiveOrOfShifts"/>,
/// <see cref="JitQuirks.DivisionOfSteps"/>, <see cref="JitQuirks.ArithmeticIdentity"/>.</summary>
internal sealed class HiddenValues : IFunctionPass
{
    public void Run(FunctionTree tree)
    {
        var variables = LoopVariables.Of(tree);
        new Walk(tree, variables).Run();
        variables.Forget();
    }

    /// <summary>Walks over a function until nothing new is learned of its variables, and then once more to hide.</summary>
    private sealed class Walk(FunctionTree tree, LoopVariables variables)
    {
        private readonly JitVariableFacts _facts = new(variables);
        private readonly HashSet<Target> _defined = [];

        /// <summary>The forms of the values that were written to globals, fields and elements, as far as the JIT knows them again when they
        /// are read.</summary>
        private JitForms _heap;

        /// <summary>The loops around the statement. A function that calls itself in tail position is one.</summary>
        private int _loops;

        /// <summary>The greatest magnitude of a constant that the JIT may learn from a branch.</summary>
        private double _known;

        private bool _hides;

        internal void Run()
        {
            do
            {
                _facts.Walk = 0;
                do
                {
                    WalkOnce();
                    _facts.Walk++;
                }
                while (_facts.HasChanged);

                _hides = true;
                WalkOnce();
            }
            while (_facts.HasChanged);
        }

        private void WalkOnce()
        {
            _facts.Restart();
            _defined.Clear();
            _loops = variables.IsLoop ? 1 : 0;
            foreach (var statement in CollectionsMarshal.AsSpan(tree.Body))
            {
                Visit(statement);
                if (statement.EndsFlow)
                {
                    _facts.End();
                }
            }
        }

        private void Visit(Statement statement)
        {
            switch (statement)
            {
                case Assign assign:
                    _facts[assign.Variable] = ToAssign(assign.Variable, assign.Value, out var assigned);
                    assign.Value = assigned;
                    break;
                case AssignResults assign:
                    Visit(assign.Call);
                    foreach (var variable in assign.Variables)
                    {
                        _facts[variable] = JitFacts.None;
                    }

                    break;
                case GlobalWrite write:
                    NoteHeap(Visit(write.Value));
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
                case MemoryStore store:
                    Visit(store.Location.Address);
                    Visit(store.Value);
                    break;
                case BoundsCheck check:
                    Visit(check.Location.Address);
                    break;
                case Evaluate evaluate:
                    Visit(evaluate.Value);
                    break;
                case Check check:
                    check.Condition = ToBranchOn(check.Condition);
                    break;
                case BranchIf branch:
                    branch.Condition = ToBranchOn(branch.Condition);
                    Branch(branch.Target);
                    break;
                case BranchTable table:
                    NoteKnown(table.Targets.Length);
                    table.Index = ToBranchOn(table.Index);
                    foreach (var target in table.Targets)
                    {
                        Branch(target);
                    }

                    break;
                case Branch branch:
                    Branch(branch.Target);
                    break;
                case TargetLabel mark:
                    Place(mark.Target);
                    break;
                case LoopStart loop:
                    Place(loop.Target);
                    _loops++;
                    if (_facts.IsSensitive)
                    {
                        foreach (var variable in variables.VariablesCarriedIn(loop.Target))
                        {
                            _facts[variable] = _facts[variable] with { Step = _facts[variable].Step.Carried() };
                        }
                    }

                    break;
                case LoopEnd:
                    _loops--;
                    break;
                case TryStart start:
                    _facts.Enter(start.Block);
                    break;
                case TryEnd end:
                    _facts.Leave(end.Block);
                    break;
                case Throw thrown:
                    Visit(thrown.Exception);
                    break;
                case Return result:
                    VisitAll(result.Values);
                    break;
                case TailCall tail:
                    Visit(tail.Call);
                    break;
            }
        }

        private void Branch(Target target) =>
            _facts.Branch(target, _defined.Contains(target) ? variables.CarriedIn(target) : null);

        private void Place(Target target)
        {
            _defined.Add(target);
            _facts.Place(target);
        }

        private void VisitAll(ReadOnlySpan<Expression> values)
        {
            foreach (var value in values)
            {
                Visit(value);
            }
        }

        private JitFacts Visit(Expression expression)
        {
            switch (expression)
            {
                case Literal literal:
                    return literal.Type is OperandType.I32 or OperandType.I64
                        ? new(JitForms.None, JitStep.OfLiteral(literal.Bits))
                        : JitFacts.None with { Forms = FormsOfFloat(literal) };
                case VariableRead read:
                    return _facts[read.Variable];
                case VariableTee tee:
                    var facts = ToAssign(tee.Variable, tee.Value, out var assigned);
                    tee.Value = assigned;
                    return _facts[tee.Variable] = facts;
                case NumericOperation operation:
                    return Visit(operation);
                case Select select:
                    var chosen = JitFacts.Either(Visit(select.WhenTrue), Visit(select.WhenFalse));
                    select.Condition = ToBranchOn(select.Condition);

                    // Of one and zero the JIT makes a comparison.
                    return chosen with { Forms = chosen.Forms | JitForms.Comparison };
                case MemoryLoad load:
                    Visit(load.Location.Address);
                    return JitFacts.None;
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
                    return Comparison;
                case ReferenceEquality equality:
                    Visit(equality.Left);
                    Visit(equality.Right);
                    return Comparison;
                case TypeTest test:
                    Visit(test.Reference);
                    return Comparison;
                default:
                    VisitOperands(expression);
                    return JitFacts.None;
            }
        }

        private static JitForms FormsOfFloat(Literal literal) =>
            literal.Bits is unchecked((int)0xBF80_0000) or unchecked((long)0xBFF0_0000_0000_0000)
                ? JitForms.Constant | JitForms.MinusOne
                : JitForms.Constant;

        private static JitFacts Comparison => JitFacts.None with { Forms = JitForms.Comparison };

        private JitFacts OfHeap() => JitFacts.None with { Forms = _heap };

        private void NoteHeap(JitFacts written)
        {
            var heap = _heap | (written.Forms & JitFormRules.ByValue);
            _facts.HasChanged |= heap != _heap;
            _heap = heap;
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
                case Opaque opaque:
                    Visit(opaque.Value);
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
                case NewStructure or VectorLiteral or NullLiteral or MemoryBase or MemorySize or StateRead or StateObject:
                    break;
                default:
                    throw new InvalidOperationException($"No facts for {expression.GetType().Name}.");
            }
        }

        private void VisitToHeap(Expression[] values)
        {
            foreach (var value in values)
            {
                NoteHeap(Visit(value));
            }
        }

        private JitFacts Visit(NumericOperation operation)
        {
            if (operation.HidesFirst)
            {
                Visit(operation.First);
                return JitFacts.None;
            }

            var first = Visit(operation.First);
            var second = operation.Second is null ? JitFacts.None : Visit(operation.Second);
            if (operation.Third is not null)
            {
                Visit(operation.Third);
            }

            if (operation.First.Type is not (OperandType.I32 or OperandType.I64))
            {
                return VisitFloats(operation, first, second);
            }

            if (IsComparison(operation.Opcode))
            {
                operation.First = ToCompare(operation.First, first, operation.Second, operation.Opcode);
                if (operation.Second is not null)
                {
                    operation.Second = ToCompare(operation.Second, second, operation.First, operation.Opcode);
                }
            }
            else if (_loops > 0 && ShiftsByUnknown(operation, first))
            {
                operation.Second = Hide(operation.Second!);
                second = JitFacts.None;
            }
            else if (operation.Opcode is Opcode.I32Xor or Opcode.I64Xor && (first.Forms & second.Forms).HasFlag(JitForms.VariableShift))
            {
                operation.First = Hide(operation.First);
                first = JitFacts.None;
            }

            var step = JitStep.Of(operation, first.Step, second.Step, _known);
            if (_loops > 0 && step.IsScaledTooFar(operation.Type))
            {
                (operation.First, first) = (Hide(operation.First), JitFacts.None);
                step = JitStep.Of(operation, first.Step, second.Step, _known);
                if (step.IsScaledTooFar(operation.Type) && operation.Second is not (null or Literal))
                {
                    (operation.Second, second) = (Hide(operation.Second), JitFacts.None);
                    step = JitStep.Of(operation, first.Step, second.Step, _known);
                }
            }

            return new(JitFormRules.Of(operation, first.Forms, second.Forms), step);
        }

        /// <summary>Operations on floating-point numbers that the JIT could compute, and so come to know a constant that must not be known
        /// to it; and comparisons that teach it one.</summary>
        private JitFacts VisitFloats(NumericOperation operation, JitFacts first, JitFacts second)
        {
            var opcode = operation.Opcode;
            var (isFirst, isSecond) = (first.Forms.HasFlag(JitForms.Constant), second.Forms.HasFlag(JitForms.Constant));
            if (opcode is Opcode.F32Neg or Opcode.F64Neg or Opcode.F32Abs or Opcode.F64Abs && !first.Forms.HasFlag(JitForms.MinusOne))
            {
                // Of what it may know these make no constant that it must not.
                return JitFacts.None with { Forms = first.Forms & JitForms.Constant };
            }

            if (JitFloats.IsFloat(opcode) && isFirst && (operation.Second is null || isSecond))
            {
                operation.First = Opaque(operation.First);
            }
            else if (opcode is Opcode.F32Eq or Opcode.F32Ne or Opcode.F64Eq or Opcode.F64Ne)
            {
                operation.First = isFirst && operation.First is not Literal ? Opaque(operation.First) : operation.First;
                operation.Second = isSecond && operation.Second is not Literal ? Opaque(operation.Second!) : operation.Second;
            }

            return new(JitFormRules.Of(operation, JitForms.None, JitForms.None), JitStep.None);
        }

        private JitFacts ToAssign(Variable variable, Expression value, out Expression assigned)
        {
            var facts = Visit(value);
            assigned = value;
            if (_loops > 0 && value is NumericOperation && variables.IsCarried(variable) && facts.Step.IsTooFar(value.Type, _loops > 1))
            {
                assigned = Hide(value);
                return JitFacts.None;
            }

            return facts;
        }

        /// <summary>Returns the condition of a branch, hidden where that is necessary.</summary>
        private Expression ToBranchOn(Expression condition) => ToCompare(condition, Visit(condition), null, Opcode.I32Eqz);

        /// <summary>The operand of a comparison.</summary>
        /// <param name="operand">The operand that is compared.</param>
        /// <param name="facts">The facts about it.</param>
        /// <param name="other">The other operand; null for zero.</param>
        /// <param name="opcode">The comparison.</param>
        private Expression ToCompare(Expression operand, JitFacts facts, Expression? other, Opcode opcode)
        {
            // Both are wrong in comparisons with zero, which those with 1 and -1 can become.
            var isWrong = (facts.Forms & (JitForms.Rotation | JitForms.Complement)) != 0 && other is not Literal { Bits: < -1 or > 1 };
            var isHidden = isWrong || (variables.HasLoops && TeachesStep(operand, other, opcode));
            return isHidden && operand is not Literal ? Hide(operand) : operand;
        }

        /// <summary>Tests whether the JIT would learn from a branch that a value is a constant that must not become a step. Records what
        /// else it learns.</summary>
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
            if (JitStep.IsConstantTooFar(bits))
            {
                return true;
            }

            var magnitude = Math.Abs((double)bits);
            _facts.HasChanged |= magnitude > _known;
            _known = Math.Max(_known, magnitude);
            return false;
        }

        /// <summary>Tests whether an instruction shifts a variable of a loop by what may be a constant that the JIT knows from a
        /// branch.</summary>
        private static bool ShiftsByUnknown(NumericOperation operation, JitFacts first) =>
            operation.Opcode is Opcode.I32Shl or Opcode.I64Shl && operation.Second is not Literal && first.Step.IsFollowed;

        /// <summary>Tests whether an instruction compares integers.</summary>
        private static bool IsComparison(Opcode opcode) => opcode is >= Opcode.I32Eqz and <= Opcode.I64GeU;

        /// <summary>An integer of which the JIT knows nothing.</summary>
        private Expression Hide(Expression operand)
        {
            if (!_hides || operand is NumericOperation { HidesFirst: true })
            {
                return operand;
            }

            Expression zero = new FieldRead(RuntimeMembers.Zero, OperandType.I32, new StateRead(), Effects.None);
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

        private Expression Opaque(Expression operand) =>
            _hides && operand is not Tree.Opaque ? new Opaque(operand) { Depth = operand.Depth + 1 } : operand;
    }
}
