using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Exceptions (specification 4.6.8.14 and following), in their present form and in the first one. A block that catches becomes a
/// protected region of the CLR, whose handler does nothing but leave: what a clause does stands outside of the region, so that branches,
/// returns and further blocks there are ordinary ones.</summary>
internal sealed partial class TreeBuilder
{
    private readonly List<(Target Target, TailCall Call)> _tailCalls = [];

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
                Open(BlockKind.Try, instruction.BlockType, NewEnd(instruction.BlockType), StartProtection());
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
                // Perhaps in a loop inside of the catch, so that the last read in the order of the code isn't the last in time.
                var thrown = ScopeAt(instruction.Index).Protected!.Exception;
                thrown.IsLoopCarried = true;
                AppendThrow(new VariableRead(thrown));
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
        BlockKind kind, BlockType type, Target target, ProtectedBlock block, params (CatchClause, BlockScope)[] clauses) =>
        _scopes.Add(new BlockScope(kind, target, type, _stack.Count - type.ParameterCount) { Protected = block, Clauses = clauses });

    private void AddTryTable(in Instruction instruction)
    {
        SpillAll();
        var end = NewEnd(instruction.BlockType);
        if (instruction.CatchClauses.Length == 0)
        {
            Open(BlockKind.Block, instruction.BlockType, end);
            return;
        }

        var clauses = Array.ConvertAll(instruction.CatchClauses, clause => (clause, ScopeAt(clause.Label)));
        var block = StartProtection();
        foreach (var (clause, _) in clauses)
        {
            Include(block, clause.Kind is CatchKind.Catch or CatchKind.CatchReference ? (int)clause.TagIndex : null);
        }

        Open(BlockKind.TryTable, instruction.BlockType, end, block, clauses);
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

    private ProtectedBlock StartProtection()
    {
        var block = new ProtectedBlock(NewTemporary(OperandType.Reference), NewTarget());
        block.Dispatch.IsUsed = true;
        _statements.Add(new TryStart(block) { Offset = _offset });
        _protection++;
        return block;
    }

    /// <summary>Ends what a block protects, and goes on where its exceptions arrive.</summary>
    private void EndProtection(BlockScope scope)
    {
        if (!scope.IsUnreachable)
        {
            AssignResults(scope);
            Jump(scope.Target);
        }

        AppendDelegated(scope);
        _protection--;
        _statements.Add(new TryEnd(scope.Protected!));
        _statements.Add(new TargetLabel(scope.Protected!.Dispatch));
        Truncate(scope.Height);
        scope.IsUnreachable = false;

        // Not in the handler, which the CLR runs further down the stack than where the exception has arrived.
        var exception = scope.Protected!.Exception;
        AppendAssign(exception, new RuntimeCall(
            RuntimeMembers.ExceptionCaught,
            OperandType.Reference,
            [new VariableRead(exception), new StateRead()],
            Effects.Reading(exception) | AllocationEffects)
        { Depth = 2 });
    }

    private void EndTryTable(BlockScope scope)
    {
        EndProtection(scope);
        var exception = scope.Protected!.Exception;
        for (var index = 0; index < scope.Clauses.Length; index++)
        {
            // What no other clause takes is what the last one is for: the region catches nothing else.
            var (clause, destination) = scope.Clauses[index];
            var isLast = clause.Kind is CatchKind.CatchAll or CatchKind.CatchAllReference || index == scope.Clauses.Length - 1;
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

        EndClauses(scope);
    }

    /// <summary>Ends a block whose every exit is a branch.</summary>
    private void EndClauses(BlockScope scope)
    {
        scope.IsUnreachable = true;
        EndBlock(scope);
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
        var scope = _scopes[^1];
        if (scope.Kind == BlockKind.Try)
        {
            EndProtection(scope);
            scope.Kind = BlockKind.Catch;
        }
        else
        {
            if (!scope.IsUnreachable)
            {
                AssignResults(scope);
                Jump(scope.Target);
            }

            _statements.Add(new TargetLabel(scope.NextCatch!));
            Truncate(scope.Height);
            scope.IsUnreachable = false;
        }

        Include(scope.Protected!, tagIndex);
        scope.NextCatch = null;
        if (tagIndex is { } index)
        {
            scope.NextCatch = SkipUnlessTag(scope.Protected!.Exception, index);
            PushCarried(scope.Protected.Exception, index);
        }
    }

    private void EndTry(BlockScope scope)
    {
        if (scope.Kind == BlockKind.Try)
        {
            EndProtection(scope);
        }
        else if (!scope.IsUnreachable)
        {
            AssignResults(scope);
            Jump(scope.Target);
        }

        if (scope.Protected!.Tags is { Count: 0 })
        {
            AppendThrow(new VariableRead(scope.Protected.Exception));
        }
        else if (scope.NextCatch is { } next)
        {
            // No exception comes here, since the region catches only those that one of the clauses takes; but the CLR requires it.
            _statements.Add(new TargetLabel(next));
            AppendThrow(new VariableRead(scope.Protected.Exception));
        }

        EndClauses(scope);
    }

    /// <summary>Has the exceptions of a <c>try</c> thrown again from further out: just inside of the block that catches at the label, or at
    /// the end of the function.
    /// </summary>
    private void AddDelegate(uint depth)
    {
        var scope = _scopes[^1];
        EndProtection(scope);
        scope.Protected!.Tags = null;
        _scopes.RemoveAt(_scopes.Count - 1);
        var protection = _protection;
        var position = _scopes.Count - 1 - (int)depth;
        for (var index = _scopes.Count - 1; index > position; index--)
        {
            protection -= _scopes[index].Catches ? 1 : 0;
        }

        while (position > 0 && !_scopes[position].Catches)
        {
            position--;
        }

        // All that go there share a target and a variable: of thousands with one each, the JIT would compile nothing in less than seconds.
        var (target, exception) = _scopes[position].Delegated ??=
            (new Target(_targetCount++) { IsUsed = true, RegionDepth = protection }, NewTemporary(OperandType.Reference));
        AppendAssign(exception, new VariableRead(scope.Protected.Exception));
        _statements.Add(new Branch(target));
        EndClauses(scope);
    }

    private void AppendDelegated(BlockScope scope)
    {
        if (scope.Delegated is var (target, exception))
        {
            _statements.Add(new TargetLabel(target));
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
    private (CatchClause Clause, BlockScope Destination)? FindClause(int tagIndex)
    {
        for (var position = _scopes.Count - 1; position > 0; position--)
        {
            if (_scopes[position].Kind == BlockKind.Try)
            {
                // Its catches are still to come.
                return null;
            }

            if (_scopes[position].Kind != BlockKind.TryTable)
            {
                continue;
            }

            foreach (var (clause, destination) in _scopes[position].Clauses)
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

    private void BranchToClause(CatchClause clause, BlockScope destination, NewException exception)
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

        var target = new Target(_targetCount++);
        Jump(target);
        return target;
    }

    private void AppendTailCall(TailCall call, Effects effects, Target? target)
    {
        if (target is null)
        {
            Append(call, effects);
        }
        else
        {
            _tailCalls.Add((target, call));
        }
    }

    /// <summary>Adds the returns and tail calls of branches out of the function that start in protected regions.</summary>
    private void AppendExits(BlockScope function)
    {
        if (function.Target.IsUsed)
        {
            _statements.Add(new TargetLabel(function.Target));
            _statements.Add(new Return(Array.ConvertAll(function.Target.Variables, variable => (Expression)new VariableRead(variable))));
        }

        foreach (var (target, call) in _tailCalls)
        {
            _statements.Add(new TargetLabel(target));
            _statements.Add(call);
        }

        AppendDelegated(function);
    }
}
