using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Validation;

/// <content>Exceptions (specification 3.4.1), in their present form and in the first one.</content>
internal sealed partial class FunctionValidator
{
    private static readonly WasmValueType ExceptionReference = WasmValueType.Reference(new HeapType(HeapTypeKind.Exn), isNullable: false);

    /// <summary>The number of blocks around the current instruction that catch its exceptions.</summary>
    private int _catchingDepth;

    /// <summary>The sum of the depths of all blocks so far that catch.</summary>
    private int _catchingDepths;

    private void EnterCatching(Opcode opcode)
    {
        if (opcode is not (Opcode.Try or Opcode.TryTable))
        {
            return;
        }

        if (++_catchingDepth > ModuleLimits.CatchingNesting)
        {
            throw Invalid($"too many nested blocks that catch exceptions: Lanner takes at most {ModuleLimits.CatchingNesting}");
        }

        _catchingDepths += _catchingDepth;
        if (_catchingDepths > ModuleLimits.CatchingDepths)
        {
            throw Invalid(
                "too many nested blocks that catch exceptions: Lanner takes a function where their depths add up to at most "
                + $"{ModuleLimits.CatchingDepths}");
        }
    }

    private void CountClause()
    {
        if (++Innermost.Clauses > ModuleLimits.CatchClauses)
        {
            throw Invalid($"too many catch clauses: Lanner takes at most {ModuleLimits.CatchClauses}");
        }
    }

    private void LeaveCatching(Opcode opcode)
    {
        if (opcode is Opcode.Try or Opcode.TryTable)
        {
            _catchingDepth--;
        }
    }

    private void ValidateException(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.TryTable:
                foreach (var clause in instruction.CatchClauses)
                {
                    ValidateCatchClause(clause);
                }

                OpenBlock(in instruction.BlockType);
                break;
            case Opcode.Throw:
                Pop(GetTag(instruction.Index).ParameterArray);
                MarkUnreachable();
                break;
            case Opcode.ThrowRef:
                Pop(ExceptionReference.AsNullable());
                MarkUnreachable();
                break;
            case Opcode.Catch:
                BlockBalance.RequireContinues(Innermost.Opcode, Opcode.Catch, _offset);
                CountClause();
                ContinueBlock(GetTag(instruction.Index).ParameterArray);
                break;
            case Opcode.CatchAll:
                BlockBalance.RequireContinues(Innermost.Opcode, Opcode.CatchAll, _offset);
                ContinueBlock([]);
                break;
            case Opcode.Rethrow:
                if (GetTarget(instruction.Index).Opcode is not (Opcode.Catch or Opcode.CatchAll))
                {
                    throw Invalid(
                        $"invalid rethrow label {instruction.Index}: it is not the label of a try whose catch contains the rethrow");
                }

                MarkUnreachable();
                break;
            case Opcode.Delegate:
                ValidateDelegate(instruction.Index);
                break;
        }
    }

    /// <summary>A clause branches to a label outside the block with what the exception carries and, as it may ask for, a reference to the
    /// exception.</summary>
    private void ValidateCatchClause(CatchClause clause)
    {
        ReadOnlySpan<WasmValueType> carried = clause.Kind is CatchKind.Catch or CatchKind.CatchReference
            ? GetTag(clause.TagIndex).ParameterArray
            : [];
        var hasReference = clause.Kind is CatchKind.CatchReference or CatchKind.CatchAllReference;
        var types = LabelTypes(clause.Label);
        var matches = hasReference
            ? types.Length == carried.Length + 1 && ExceptionReference.IsSubtypeOf(types[^1]) && Matches(carried, types[..^1])
            : Matches(carried, types);
        if (!matches)
        {
            var given = hasReference ? List([.. carried, ExceptionReference]) : List(carried);
            throw Invalid($"type mismatch: a catch clause of try_table gives {given} but label {clause.Label} takes {List(types)}");
        }
    }

    private void ValidateDelegate(uint label)
    {
        BlockBalance.RequireContinues(Innermost.Opcode, Opcode.Delegate, _offset);
        PopResults();
        var type = Innermost.Type;
        PopFrame();
        GetTarget(label);
        Push(type.Results);
    }
}
