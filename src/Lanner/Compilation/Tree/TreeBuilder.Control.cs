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
                Open(BlockKind.Block, instruction.BlockType, NewEnd(instruction.BlockType));
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

    private void Open(BlockKind kind, BlockType type, Target target) =>
        _scopes.Add(new BlockScope(kind, target, type, _stack.Count - type.ParameterCount));

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

        Open(BlockKind.Loop, type, target);
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
        _scopes.Add(new BlockScope(BlockKind.If, NewEnd(type), type, _stack.Count - type.ParameterCount)
        {
            ElseTarget = otherwise,
            Parameters = parameters,
        });
        _spilled = _stack.Count;
    }

    private void AddElse()
    {
        var scope = _scopes[^1];
        if (!scope.IsUnreachable)
        {
            AssignResults(scope);
            Jump(scope.Target);
        }

        StartElse(scope);
    }

    private void StartElse(BlockScope scope)
    {
        Truncate(scope.Height);
        _statements.Add(new TargetLabel(scope.ElseTarget!));
        scope.Kind = BlockKind.Else;
        scope.IsUnreachable = false;
        foreach (var parameter in scope.Parameters)
        {
            Push(Again(parameter));
        }

        _spilled = _stack.Count;
    }

    private void AddEnd()
    {
        var scope = _scopes[^1];
        if (scope.Kind == BlockKind.If)
        {
            // No else: the parameters are the results.
            if (!scope.IsUnreachable)
            {
                AssignResults(scope);
                if (scope.Type.ResultCount > 0)
                {
                    Jump(scope.Target);
                }
            }

            StartElse(scope);
        }

        _scopes.RemoveAt(_scopes.Count - 1);
        switch (scope.Kind)
        {
            case BlockKind.Function:
                if (!scope.IsUnreachable)
                {
                    AppendReturn(Pop(scope.Type.ResultCount));
                }

                AppendExits(scope);
                break;
            case BlockKind.TryTable:
                EndTryTable(scope);
                break;
            case BlockKind.Try or BlockKind.Catch:
                EndTry(scope);
                break;
            case BlockKind.Loop:
                EndLoop(scope);
                break;
            default:
                EndBlock(scope);
                break;
        }
    }

    private void EndLoop(BlockScope scope)
    {
        _openLoops--;
        if (scope.IsUnreachable)
        {
            Truncate(scope.Height);
            MarkParentUnreachable();
        }
        else
        {
            // What is left may still read the loop's own variables, which end here.
            SpillAll();
        }

        _statements.Add(new LoopEnd(scope.Target));
    }

    private void EndBlock(BlockScope scope)
    {
        if (!scope.Target.IsUsed && scope.Kind == BlockKind.Block)
        {
            // Nothing branches to the end, so there is nothing to merge: the results just stay where they are.
            if (scope.IsUnreachable)
            {
                Truncate(scope.Height);
                MarkParentUnreachable();
            }

            return;
        }

        if (!scope.IsUnreachable)
        {
            AssignResults(scope);
        }
        else if (!scope.Target.IsUsed)
        {
            Truncate(scope.Height);
            MarkParentUnreachable();
            return;
        }

        Truncate(scope.Height);
        _statements.Add(new TargetLabel(scope.Target));
        foreach (var variable in scope.Target.Variables)
        {
            Push(new VariableRead(variable));
        }
    }

    private void MarkParentUnreachable()
    {
        if (_scopes.Count > 0)
        {
            _scopes[^1].IsUnreachable = true;
        }
    }

    private void AssignResults(BlockScope scope) => AssignAll(scope.Target.Variables, Pop(scope.Type.ResultCount));

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
        var scope = _scopes[^1];
        Truncate(scope.Height);
        scope.IsUnreachable = true;
    }

    /// <summary>Goes on after an unconditional branch: nothing is built until the block ends.</summary>
    private void SkipUnreachable(in Instruction instruction)
    {
        var scope = _scopes[^1];
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                scope.SkippedBlocks++;
                break;
            case Opcode.End or Opcode.Delegate when scope.SkippedBlocks > 0:
                scope.SkippedBlocks--;
                break;
            case Opcode.Else or Opcode.End or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate when scope.SkippedBlocks == 0:
                AddControl(in instruction);
                break;
        }
    }

    private BlockScope ScopeAt(uint depth) => _scopes[_scopes.Count - 1 - (int)depth];

    private void Jump(Target target)
    {
        target.IsUsed = true;
        Append(new Branch(target) { Offset = _offset }, BranchEffects);
    }

    private void AddBranch(uint depth)
    {
        BranchTo(ScopeAt(depth));
        BecomeUnreachable();
    }

    /// <summary>Branches with the values on top of the stack.</summary>
    private void BranchTo(BlockScope scope)
    {
        var values = Pop(ArityOf(scope));
        if (scope.Kind == BlockKind.Function)
        {
            AppendReturn(values);
        }
        else
        {
            AssignAll(scope.Target.Variables, values);
            Jump(scope.Target);
        }
    }

    private static int ArityOf(BlockScope scope) =>
        scope.Kind == BlockKind.Loop ? scope.Type.ParameterCount : scope.Type.ResultCount;

    private void AddBranchIf(uint depth, Expression condition, bool negated, bool? hint = null)
    {
        var scope = ScopeAt(depth);
        var arity = ArityOf(scope);
        if (arity == 0 && scope.Kind != BlockKind.Function)
        {
            scope.Target.IsUsed = true;
            Append(new BranchIf(condition, scope.Target, negated) { Offset = _offset, IsLikely = hint }, condition.Effects | BranchEffects);
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

        if (scope.Kind == BlockKind.Function)
        {
            AppendReturn(values);
        }
        else
        {
            AssignAll(scope.Target.Variables, values);
            Jump(scope.Target);
        }

        _statements.Add(new TargetLabel(stay));
    }

    private void AddBranchTable(uint[] labels)
    {
        var index = Pop();
        var arity = ArityOf(ScopeAt(labels[^1]));
        if (arity > 0)
        {
            SpillAll();
        }

        // A target that takes values, or leaves the function, gets a stub that does it.
        var stubs = new Dictionary<BlockScope, Target>();
        var targets = new Target[labels.Length];
        for (var position = 0; position < labels.Length; position++)
        {
            var scope = ScopeAt(labels[position]);
            if (arity == 0 && scope.Kind != BlockKind.Function)
            {
                scope.Target.IsUsed = true;
                targets[position] = scope.Target;
            }
            else if (!stubs.TryGetValue(scope, out targets[position]!))
            {
                targets[position] = NewTarget();
                targets[position].IsUsed = true;
                stubs.Add(scope, targets[position]);
            }
        }

        Append(new BranchTable(index, targets) { Offset = _offset }, index.Effects | BranchEffects);
        var values = Pop(arity);
        foreach (var (scope, stub) in stubs)
        {
            _statements.Add(new TargetLabel(stub));
            foreach (var value in values)
            {
                Push(Again(value));
            }

            BranchTo(scope);
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
            var exit = _scopes[0].Target;
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
