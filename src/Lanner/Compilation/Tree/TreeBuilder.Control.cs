using Lanner.Compilation.Cil;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Blocks, branches and returns (specification 4.6.8).</summary>
internal sealed partial class TreeBuilder
{
    /// <summary>The effects that a branch has for waiting operands: those that write or trap must have been evaluated, also those that
    /// write a local, which may be read where the branch goes.</summary>
    private static Effects BranchEffects => new(ulong.MaxValue, 0, StateEffects.Traps);

    private void AddControl(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Unreachable:
                Append(new Trap(TrapCode.Unreachable) { Offset = _offset }, Effects.OfState(StateEffects.Traps));
                BecomeUnreachable();
                break;
            case Opcode.Nop:
                break;
            case Opcode.Block:
                SpillAll();
                Open(ControlKind.Block, instruction.BlockType, NewEnd(instruction.BlockType));
                break;
            case Opcode.Loop:
                AddLoop(instruction.BlockType);
                break;
            case Opcode.If:
                AddIf(instruction.BlockType, HintOf(instruction.Offset));
                break;
            case Opcode.Else:
                AddElse();
                break;
            case Opcode.End:
                AddEnd();
                break;
            case Opcode.Br:
                AddBranch(instruction.Index);
                break;
            case Opcode.BrIf:
                AddBranchIf(instruction.Index, ToBranchOn(Pop()), negated: false, HintOf(instruction.Offset));
                break;
            case Opcode.BrTable:
                AddBranchTable(instruction.Labels!);
                break;
            case Opcode.Return:
                AddReturn();
                break;
            case Opcode.Drop:
                var dropped = Pop();
                _partialUse.Dropped.Push(dropped);
                if (dropped.Effects.State != StateEffects.None || dropped.Effects.VariableWrites != 0)
                {
                    Append(new Evaluate(dropped, isVoid: false) { Offset = _offset }, dropped.Effects);
                }

                break;
            case Opcode.Select or Opcode.SelectTyped:
                var condition = Pop();
                var whenFalse = ToStorable(Pop());
                var whenTrue = ToStorable(Pop());
                Push(new Select(whenTrue, whenFalse, condition)
                {
                    Depth = DepthOf(whenTrue, whenFalse, condition),
                    IsInLoop = _openLoops > 0,
                });
                break;
            case Opcode.Call or Opcode.CallIndirect or Opcode.CallRef
                or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                AddCall(in instruction);
                break;
            default:
                AddException(in instruction);
                break;
        }
    }

    private void Open(ControlKind kind, BlockType type, Target target) =>
        _control.Add(new ControlFrame(kind, target, type, _stack.Count - type.ParameterCount));

    /// <summary>A target whose variables take the results of a block.</summary>
    private Target NewEnd(BlockType type)
    {
        var variables = new Variable[type.ResultCount];
        for (var index = 0; index < variables.Length; index++)
        {
            var result = type.GetResult(index);
            variables[index] = NewTemporary(OperandTypes.Of(result), isNonNull: IsNeverNull(result));
        }

        return NewTarget(variables);
    }

    private Target NewTarget(params Variable[] variables) => new(_targetCount++) { Variables = variables, RegionDepth = _protection };

    private void AddLoop(BlockType type)
    {
        SpillAll();
        var parameters = Pop(type.ParameterCount);
        var variables = new Variable[parameters.Length];
        for (var index = 0; index < variables.Length; index++)
        {
            variables[index] = NewTemporary(parameters[index].Type, isLoopCarried: true, isNonNull: IsNeverNull(type.Parameters[index]));
            AppendAssign(variables[index], parameters[index]);
        }

        var target = NewTarget(variables);
        _statements.Add(new LoopStart(target) { Offset = _offset });
        foreach (var variable in variables)
        {
            Push(new VariableRead(variable));
        }

        Open(ControlKind.Loop, type, target);
        _openLoops++;
    }

    /// <summary>Returns the branch hint for the condition at an offset (specification, appendix "Custom Sections", branch hints).</summary>
    private bool? HintOf(int offset) =>
        _functionIndex < 0 ? null : _layout.BranchHints.IsLikely(_functionIndex, offset - _module.Functions[_functionIndex].Body.Offset);

    private void AddIf(BlockType type, bool? hint)
    {
        var condition = ToBranchOn(Pop());
        var otherwise = NewTarget();
        otherwise.IsUsed = true;

        SpillAll();
        _statements.Add(new BranchIf(condition, otherwise, negated: true) { Offset = _offset, IsLikely = !hint });
        var parameters = _stack.GetRange(_stack.Count - type.ParameterCount, type.ParameterCount).ToArray();
        _control.Add(new ControlFrame(ControlKind.If, NewEnd(type), type, _stack.Count - type.ParameterCount)
        {
            ElseTarget = otherwise,
            Parameters = parameters,
        });
        _spilled = _stack.Count;
    }

    private void AddElse()
    {
        var frame = _control[^1];
        if (!frame.IsUnreachable)
        {
            AssignResults(frame);
            Jump(frame.Target);
        }

        StartElse(frame);
    }

    private void StartElse(ControlFrame frame)
    {
        Truncate(frame.Height);
        _statements.Add(new TargetLabel(frame.ElseTarget!));
        frame.Kind = ControlKind.Else;
        frame.IsUnreachable = false;
        foreach (var parameter in frame.Parameters)
        {
            Push(Again(parameter));
        }

        _spilled = _stack.Count;
    }

    private void AddEnd()
    {
        var frame = _control[^1];
        if (frame.Kind == ControlKind.If)
        {
            // No else: the parameters are the results.
            if (!frame.IsUnreachable)
            {
                AssignResults(frame);
                if (frame.Type.ResultCount > 0)
                {
                    Jump(frame.Target);
                }
            }

            StartElse(frame);
        }

        _control.RemoveAt(_control.Count - 1);
        switch (frame.Kind)
        {
            case ControlKind.Function:
                if (!frame.IsUnreachable)
                {
                    AppendReturn(Pop(frame.Type.ResultCount));
                }

                AppendExits(frame);
                break;
            case ControlKind.TryTable:
                EndTryTable(frame);
                break;
            case ControlKind.Try or ControlKind.Catch:
                EndTry(frame);
                break;
            case ControlKind.Loop:
                EndLoop(frame);
                break;
            default:
                EndBlock(frame);
                break;
        }
    }

    private void EndLoop(ControlFrame frame)
    {
        _openLoops--;
        if (frame.IsUnreachable)
        {
            Truncate(frame.Height);
            MarkParentUnreachable();
        }
        else
        {
            // What is left may still read the loop's own variables, which end here.
            SpillAll();
        }

        _statements.Add(new LoopEnd(frame.Target));
    }

    private void EndBlock(ControlFrame frame)
    {
        if (!frame.Target.IsUsed && frame.Kind == ControlKind.Block)
        {
            // Nothing branches to the end, so there is nothing to merge: the results just stay where they are.
            if (frame.IsUnreachable)
            {
                Truncate(frame.Height);
                MarkParentUnreachable();
            }

            return;
        }

        if (!frame.IsUnreachable)
        {
            AssignResults(frame);
        }
        else if (!frame.Target.IsUsed)
        {
            Truncate(frame.Height);
            MarkParentUnreachable();
            return;
        }

        Truncate(frame.Height);
        _statements.Add(new TargetLabel(frame.Target));
        foreach (var variable in frame.Target.Variables)
        {
            Push(new VariableRead(variable));
        }
    }

    private void MarkParentUnreachable()
    {
        if (_control.Count > 0)
        {
            _control[^1].IsUnreachable = true;
        }
    }

    private void AssignResults(ControlFrame frame) => AssignAll(frame.Target.Variables, Pop(frame.Type.ResultCount));

    /// <summary>Assigns values to the variables of a target, all at once: a value that reads one of the variables is spilled
    /// first.</summary>
    private void AssignAll(Variable[] variables, Expression[] values)
    {
        if (variables.Length > 1)
        {
            var targets = 0UL;
            foreach (var variable in variables)
            {
                targets |= variable.EffectBit;
            }

            for (var index = 0; index < values.Length; index++)
            {
                // Evaluated in order, so if one is spilled then so are all before it that are not spilled yet.
                if (!IsSpilled(values[index]) || (values[index].Effects.VariableReads & targets) != 0)
                {
                    var temporary = NewTemporary(values[index].Type, isNonNull: values[index].IsNonNull);
                    AppendAssign(temporary, values[index]);
                    values[index] = new VariableRead(temporary);
                }
            }
        }

        for (var index = 0; index < values.Length; index++)
        {
            AppendAssign(variables[index], values[index]);
        }
    }

    private void Truncate(int height)
    {
        _stack.RemoveRange(height, _stack.Count - height);
        _spilled = Math.Min(_spilled, height);
    }

    private void BecomeUnreachable()
    {
        var frame = _control[^1];
        Truncate(frame.Height);
        frame.IsUnreachable = true;
    }

    /// <summary>Goes on after an unconditional branch: nothing is built until the block ends.</summary>
    private void SkipUnreachable(in Instruction instruction)
    {
        var frame = _control[^1];
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                frame.SkippedBlocks++;
                break;
            case Opcode.End or Opcode.Delegate when frame.SkippedBlocks > 0:
                frame.SkippedBlocks--;
                break;
            case Opcode.Else or Opcode.End or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate when frame.SkippedBlocks == 0:
                AddControl(in instruction);
                break;
        }
    }

    private ControlFrame FrameAt(uint depth) => _control[_control.Count - 1 - (int)depth];

    private void Jump(Target target)
    {
        target.IsUsed = true;
        Append(new Branch(target) { Offset = _offset }, BranchEffects);
    }

    private void AddBranch(uint depth)
    {
        BranchTo(FrameAt(depth));
        BecomeUnreachable();
    }

    /// <summary>Branches with the values on top of the stack.</summary>
    private void BranchTo(ControlFrame frame)
    {
        var values = Pop(ArityOf(frame));
        if (frame.Kind == ControlKind.Function)
        {
            AppendReturn(values);
        }
        else
        {
            AssignAll(frame.Target.Variables, values);
            Jump(frame.Target);
        }
    }

    private static int ArityOf(ControlFrame frame) =>
        frame.Kind == ControlKind.Loop ? frame.Type.ParameterCount : frame.Type.ResultCount;

    private void AddBranchIf(uint depth, Expression condition, bool negated, bool? hint = null)
    {
        var frame = FrameAt(depth);
        var arity = ArityOf(frame);
        if (arity == 0 && frame.Kind != ControlKind.Function)
        {
            frame.Target.IsUsed = true;
            Append(new BranchIf(condition, frame.Target, negated) { Offset = _offset, IsLikely = hint }, condition.Effects | BranchEffects);
            return;
        }

        // The values are live on both edges, so they are evaluated before; they are assigned only where the branch is taken.
        SpillAll();
        var stay = NewTarget();
        stay.IsUsed = true;
        Append(new BranchIf(condition, stay, !negated) { Offset = _offset, IsLikely = !hint }, condition.Effects | BranchEffects);
        var values = new Expression[arity];
        for (var index = 0; index < arity; index++)
        {
            values[index] = Again(_stack[_stack.Count - arity + index]);
        }

        if (frame.Kind == ControlKind.Function)
        {
            AppendReturn(values);
        }
        else
        {
            AssignAll(frame.Target.Variables, values);
            Jump(frame.Target);
        }

        _statements.Add(new TargetLabel(stay));
    }

    private void AddBranchTable(uint[] labels)
    {
        var index = Pop();
        var arity = ArityOf(FrameAt(labels[^1]));
        if (arity > 0)
        {
            SpillAll();
        }

        // A target that takes values, or leaves the function, gets a stub that does it.
        var stubs = new Dictionary<ControlFrame, Target>();
        var targets = new Target[labels.Length];
        for (var position = 0; position < labels.Length; position++)
        {
            var frame = FrameAt(labels[position]);
            if (arity == 0 && frame.Kind != ControlKind.Function)
            {
                frame.Target.IsUsed = true;
                targets[position] = frame.Target;
            }
            else if (!stubs.TryGetValue(frame, out targets[position]!))
            {
                targets[position] = NewTarget();
                targets[position].IsUsed = true;
                stubs.Add(frame, targets[position]);
            }
        }

        Append(new BranchTable(index, targets) { Offset = _offset }, index.Effects | BranchEffects);
        var values = Pop(arity);
        foreach (var (frame, stub) in stubs)
        {
            _statements.Add(new TargetLabel(stub));
            foreach (var value in values)
            {
                Push(Again(value));
            }

            BranchTo(frame);
        }

        BecomeUnreachable();
    }

    private void AddReturn()
    {
        AppendReturn(Pop(_type.ResultArray.Length));
        BecomeUnreachable();
    }

    private void AppendReturn(Expression[] values)
    {
        if (_protection > 0)
        {
            // A protected region is left by a branch; the return stands at the end of the function.
            var exit = _control[0].Target;
            AssignAll(exit.Variables, values);
            Jump(exit);
            return;
        }

        var effects = BranchEffects;
        foreach (var value in values)
        {
            effects |= value.Effects;
        }

        Append(new Return(values) { Offset = _offset }, effects);
    }
}
