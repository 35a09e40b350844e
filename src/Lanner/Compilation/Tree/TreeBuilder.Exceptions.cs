using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Exceptions (specification 4.6.8.14 and following), in their present form and in the first one. A block that catches becomes a
/// protected region of the CLR, whose handler does nothing but leave: what a clause does stands outside of the region, so that branches,
/// returns and further blocks there are ordinary ones.</summary>
internal sealed partial class TreeBuilder
{
    private readonly List<(Target Place, TailCall Call)> _tailCalls = [];

    /// <summary>The number of protected regions around the current place.</summary>
    private int _protection;

    /// <summary>The further effects of writing a local: while a handler of the function could read it, calls that may throw must stay
    /// before or after it.</summary>
    private Effects WritingLocals => _protection > 0 ? Effects.OfState(StateEffects.Throws) : Effects.None;

    private void AddException(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.TryTable:
                AddTryTable(in instruction);
                break;
            case Opcode.Try:
                SpillAll();
                Open(ControlKind.Try, instruction.BlockType, NewEnd(instruction.BlockType), StartProtection(throwsAgain: true));
                break;
            case Opcode.Catch:
                AddCatch((int)instruction.Index);
                break;
            case Opcode.CatchAll:
                AddCatch(null);
                break;
            case Opcode.Delegate:
                AddDelegate(instruction.Index);
                break;
            case Opcode.Throw:
                AddThrow((int)instruction.Index);
                break;
            case Opcode.Rethrow:
                AppendThrow(new VariableRead(FrameAt(instruction.Index).Protected!.Exception));
                BecomeUnreachable();
                break;
            default:
                var exception = Repeatable(Pop());
                AppendCheck(exception, TrapCode.NullExceptionReference);
                AppendThrow(Again(exception));
                BecomeUnreachable();
                break;
        }
    }

    private void Open(
        ControlKind kind, BlockType type, Target target, ProtectedBlock block, params (CatchClause, ControlFrame)[] clauses) =>
        _control.Add(new ControlFrame(kind, target, type, _stack.Count - type.ParameterCount) { Protected = block, Clauses = clauses });

    private void AddTryTable(in Instruction instruction)
    {
        SpillAll();
        var end = NewEnd(instruction.BlockType);
        if (instruction.CatchClauses.Length == 0)
        {
            Open(ControlKind.Block, instruction.BlockType, end);
            return;
        }

        var clauses = Array.ConvertAll(instruction.CatchClauses, clause => (clause, FrameAt(clause.Label)));
        var block = StartProtection(throwsAgain: false);
        foreach (var (clause, _) in clauses)
        {
            Include(block, clause.Kind is CatchKind.Catch or CatchKind.CatchReference ? (int)clause.TagIndex : null);
        }

        Open(ControlKind.TryTable, instruction.BlockType, end, block, clauses);
    }

    private static void Include(ProtectedBlock block, int? tagIndex)
    {
        if (tagIndex is { } index)
        {
            block.Tags?.Add(index);
        }
        else
        {
            block.Tags = null;
        }
    }

    private ProtectedBlock StartProtection(bool throwsAgain)
    {
        // The exception may be thrown again in a loop inside of a catch, so that the last read in the order of the code isn't the last in
        // time.
        var block = new ProtectedBlock(NewTemporary(OperandType.Reference, isLoopCarried: throwsAgain), NewTarget());
        block.Dispatch.IsUsed = true;
        _statements.Add(new TryStart(block) { Offset = _offset });
        _protection++;
        return block;
    }

    /// <summary>Ends what a block protects, and goes on where its exceptions arrive.</summary>
    private void EndProtection(ControlFrame frame)
    {
        if (!frame.IsUnreachable)
        {
            AssignResults(frame);
            Jump(frame.Target);
        }

        AppendDelegated(frame);
        _protection--;
        _statements.Add(new TryEnd(frame.Protected!));
        _statements.Add(new TargetLabel(frame.Protected!.Dispatch));
        Truncate(frame.Height);
        frame.IsUnreachable = false;

        // Not in the handler, which the CLR runs further down the stack than where the exception has arrived.
        var exception = frame.Protected!.Exception;
        AppendAssign(exception, new RuntimeCall(
            RuntimeMembers.ExceptionCaught,
            OperandType.Reference,
            [new VariableRead(exception), new StateRead()],
            Effects.Reading(exception) | AllocationEffects)
        { Depth = 2 });
    }

    private void EndTryTable(ControlFrame frame)
    {
        EndProtection(frame);
        var exception = frame.Protected!.Exception;
        for (var index = 0; index < frame.Clauses.Length; index++)
        {
            // What no other clause takes is what the last one is for: the region catches nothing else.
            var (clause, destination) = frame.Clauses[index];
            var isLast = clause.Kind is CatchKind.CatchAll or CatchKind.CatchAllReference || index == frame.Clauses.Length - 1;
            var next = isLast ? null : SkipUnlessTag(exception, (int)clause.TagIndex);
            if (clause.Kind is CatchKind.Catch or CatchKind.CatchReference)
            {
                PushCarried(exception, (int)clause.TagIndex);
            }

            if (clause.Kind is CatchKind.CatchReference or CatchKind.CatchAllReference)
            {
                Push(new VariableRead(exception));
            }

            BranchTo(destination);
            if (next is null)
            {
                break;
            }

            _statements.Add(new TargetLabel(next));
        }

        EndClauses(frame);
    }

    /// <summary>Ends a block whose every exit is a branch.</summary>
    private void EndClauses(ControlFrame frame)
    {
        frame.IsUnreachable = true;
        EndBlock(frame);
    }

    private Target SkipUnlessTag(Variable exception, int tagIndex)
    {
        var next = NewTarget();
        next.IsUsed = true;
        _statements.Add(new BranchIf(
            new RuntimeCall(
                RuntimeMembers.ExceptionHasTag,
                OperandType.I32,
                [new VariableRead(exception), new StateObject(StateObjectKind.Tag, tagIndex)],
                Effects.None),
            next,
            negated: true));
        return next;
    }

    private void PushCarried(Variable exception, int tagIndex)
    {
        var types = _module.Tags[tagIndex].Type.ParameterArray;
        for (var index = 0; index < types.Length; index++)
        {
            Push(new RuntimeCall(
                Runtime.Exceptions.Reader(types[index].Kind),
                OperandTypes.Of(types[index]),
                [new VariableRead(exception), Literal.I32(index)],
                Effects.Reading(exception))
            { Depth = 2 });
        }
    }

    private void AddCatch(int? tagIndex)
    {
        var frame = _control[^1];
        if (frame.Kind == ControlKind.Try)
        {
            EndProtection(frame);
            frame.Kind = ControlKind.Catch;
        }
        else
        {
            if (!frame.IsUnreachable)
            {
                AssignResults(frame);
                Jump(frame.Target);
            }

            _statements.Add(new TargetLabel(frame.NextCatch!));
            Truncate(frame.Height);
            frame.IsUnreachable = false;
        }

        Include(frame.Protected!, tagIndex);
        frame.NextCatch = null;
        if (tagIndex is { } index)
        {
            frame.NextCatch = SkipUnlessTag(frame.Protected!.Exception, index);
            PushCarried(frame.Protected.Exception, index);
        }
    }

    private void EndTry(ControlFrame frame)
    {
        if (frame.Kind == ControlKind.Try)
        {
            EndProtection(frame);
        }
        else if (!frame.IsUnreachable)
        {
            AssignResults(frame);
            Jump(frame.Target);
        }

        if (frame.Protected!.Tags is { Count: 0 })
        {
            AppendThrow(new VariableRead(frame.Protected.Exception));
        }
        else if (frame.NextCatch is { } next)
        {
            // No exception comes here, since the region catches only those that one of the clauses takes; but the CLR requires it.
            _statements.Add(new TargetLabel(next));
            AppendThrow(new VariableRead(frame.Protected.Exception));
        }

        EndClauses(frame);
    }

    /// <summary>Has the exceptions of a <c>try</c> thrown again from further out: just inside of the block that catches at the label, or at
    /// the end of the function.
    /// </summary>
    private void AddDelegate(uint depth)
    {
        var frame = _control[^1];
        EndProtection(frame);
        frame.Protected!.Tags = null;
        _control.RemoveAt(_control.Count - 1);
        var protection = _protection;
        var position = _control.Count - 1 - (int)depth;
        for (var index = _control.Count - 1; index > position; index--)
        {
            protection -= _control[index].Catches ? 1 : 0;
        }

        while (position > 0 && !_control[position].Catches)
        {
            position--;
        }

        var place = new Target(_targetCount++) { IsUsed = true, RegionDepth = protection };
        _control[position].Delegated.Add((place, frame.Protected.Exception));
        _statements.Add(new Branch(place));
        EndClauses(frame);
    }

    private void AppendDelegated(ControlFrame frame)
    {
        foreach (var (place, exception) in frame.Delegated)
        {
            _statements.Add(new TargetLabel(place));
            AppendThrow(new VariableRead(exception));
        }
    }

    private void AddThrow(int tagIndex)
    {
        var type = _module.Tags[tagIndex].Type;
        var values = Pop(type.ParameterArray.Length);
        var effects = Effects.None;
        foreach (var value in values)
        {
            effects |= value.Effects;
        }

        var exception = new NewException(tagIndex, type, values, effects) { Depth = DepthOf(values) };
        if (FindClause(tagIndex) is not var (clause, destination))
        {
            AppendThrow(exception);
        }
        else
        {
            BranchToClause(clause, destination, exception);
        }

        BecomeUnreachable();
    }

    /// <summary>The clause that is certain to catch an exception of a tag thrown here, so that a branch does for throwing it: a few
    /// instructions instead of a microsecond. Null where there is none in the function, or none that is certain.</summary>
    private (CatchClause Clause, ControlFrame Destination)? FindClause(int tagIndex)
    {
        for (var position = _control.Count - 1; position > 0; position--)
        {
            if (_control[position].Kind == ControlKind.Try)
            {
                // Its catches are still to come.
                return null;
            }

            if (_control[position].Kind != ControlKind.TryTable)
            {
                continue;
            }

            foreach (var (clause, destination) in _control[position].Clauses)
            {
                if (clause.Kind is CatchKind.CatchAll or CatchKind.CatchAllReference || clause.TagIndex == tagIndex)
                {
                    return (clause, destination);
                }

                // Imported tags may be the same under several numbers.
                if (Math.Min(tagIndex, (int)clause.TagIndex) < _module.ImportedTagCount)
                {
                    return null;
                }
            }
        }

        return null;
    }

    private void BranchToClause(CatchClause clause, ControlFrame destination, NewException exception)
    {
        if (clause.Kind == CatchKind.Catch)
        {
            foreach (var value in exception.Values)
            {
                Push(value);
            }
        }
        else
        {
            // Evaluated in any case, for what the values do.
            var thrown = NewTemporary(OperandType.Reference);
            AppendAssign(thrown, exception);
            if (clause.Kind == CatchKind.CatchReference)
            {
                PushCarried(thrown, (int)clause.TagIndex);
            }

            if (clause.Kind != CatchKind.CatchAll)
            {
                Push(new VariableRead(thrown));
            }
        }

        BranchTo(destination);
    }

    private void AppendThrow(Expression exception) =>
        Append(new Throw(exception) { Offset = _offset }, exception.Effects | Effects.OfState(StateEffects.All));

    /// <summary>Puts the arguments of a tail call in a protected region where they can be read from outside, and leaves for
    /// there.</summary>
    private Target LeaveForTailCall(Expression[] arguments)
    {
        for (var index = 0; index < arguments.Length; index++)
        {
            var argument = NewTemporary(arguments[index].Type);
            AppendAssign(argument, arguments[index]);
            arguments[index] = new VariableRead(argument);
        }

        var place = new Target(_targetCount++);
        Jump(place);
        return place;
    }

    private void AppendTailCall(TailCall call, Effects effects, Target? place)
    {
        if (place is null)
        {
            Append(call, effects);
        }
        else
        {
            _tailCalls.Add((place, call));
        }
    }

    /// <summary>Adds the returns and tail calls of branches out of the function that start in protected regions.</summary>
    private void AppendExits(ControlFrame function)
    {
        if (function.Target.IsUsed)
        {
            _statements.Add(new TargetLabel(function.Target));
            _statements.Add(new Return(Array.ConvertAll(function.Target.Variables, variable => (Expression)new VariableRead(variable))));
        }

        foreach (var (place, call) in _tailCalls)
        {
            _statements.Add(new TargetLabel(place));
            _statements.Add(call);
        }

        AppendDelegated(function);
    }
}
