using Lanner.Structure;

namespace Lanner.Validation;

/// <content>Blocks, branches and calls (specification 3.4.1 to 3.4.3).</content>
internal sealed partial class FunctionValidator
{
    private void ValidateSpecial(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Unreachable:
                MarkUnreachable();
                break;
            case Opcode.Block or Opcode.Loop or Opcode.Try:
                OpenBlock(in instruction.BlockType);
                break;
            case Opcode.If:
                Pop(WasmValueKind.I32);
                OpenBlock(in instruction.BlockType);
                break;
            case Opcode.Else:
                BlockBalance.RequireContinues(Innermost.Opcode, Opcode.Else, _offset);
                ContinueBlock(Innermost.Type.Parameters);
                break;
            case Opcode.End:
                ValidateEnd();
                break;
            case Opcode.Br:
                Pop(LabelTypes(instruction.Index));
                MarkUnreachable();
                break;
            case Opcode.BrIf:
                Pop(WasmValueKind.I32);
                Pop(LabelTypes(instruction.Index));
                Push(LabelTypes(instruction.Index));
                break;
            case Opcode.BrTable:
                ValidateBranchTable(instruction.Labels);
                break;
            case Opcode.Return:
                Pop(_frames[0].Type.Results);
                MarkUnreachable();
                break;
            case Opcode.Call:
                ValidateCall(GetFunction(instruction.Index).Type);
                break;
            case Opcode.ReturnCall:
                ValidateReturnCall(GetFunction(instruction.Index).Type);
                break;
            case Opcode.CallIndirect:
                ValidateCall(GetIndirectCallee(in instruction));
                break;
            case Opcode.ReturnCallIndirect:
                ValidateReturnCall(GetIndirectCallee(in instruction));
                break;
            case Opcode.CallRef:
                ValidateCall(GetReferencedCallee(instruction.Index));
                break;
            case Opcode.ReturnCallRef:
                ValidateReturnCall(GetReferencedCallee(instruction.Index));
                break;
            case Opcode.Drop:
                Pop();
                break;
            case Opcode.Select:
                ValidateSelect();
                break;
            case Opcode.SelectTyped:
                ValidateSelect(instruction.SelectTypes);
                break;
            case >= Opcode.TableGet and <= Opcode.TableSet or >= Opcode.MemoryInit and <= Opcode.TableFill or Opcode.GlobalGet
                or Opcode.GlobalSet:
                ValidateStorage(in instruction);
                break;
            case Opcode.TryTable or Opcode.Throw or Opcode.ThrowRef or Opcode.Rethrow or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate:
                ValidateException(in instruction);
                break;
            case >= Opcode.StructNew and <= Opcode.ArrayInitElem:
                ValidateAggregate(in instruction);
                break;
            default:
                ValidateReference(in instruction);
                break;
        }
    }

    private void OpenBlock(in BlockType type)
    {
        Pop(type.Parameters);
        PushFrame(_opcode, in type);
        Push(type.Parameters);
    }

    /// <summary>Ends the part of a block before <c>else</c>, <c>catch</c> or <c>catch_all</c> and starts the part after it with these
    /// operands.</summary>
    private void ContinueBlock(ReadOnlySpan<WasmValueType> operands)
    {
        PopResults();
        LeaveCatching(Innermost.Opcode);
        Innermost.Opcode = _opcode;
        Innermost.IsUnreachable = false;
        Push(operands);
    }

    private void ValidateEnd()
    {
        PopResults();
        var type = Innermost.Type;
        if (Innermost.Opcode == Opcode.If && !Matches(type.Parameters, type.Results))
        {
            throw Invalid(
                $"type mismatch: an if without else hands on its parameters {List(type.Parameters)}, "
                + $"but its results are {List(type.Results)}");
        }

        PopFrame();
        Push(type.Results);
    }

    /// <summary>The types that a branch to a label takes along: the parameters of a loop, the results of other blocks.</summary>
    private ReadOnlySpan<WasmValueType> LabelTypes(uint label)
    {
        ref var frame = ref GetTarget(label);
        return frame.Opcode == Opcode.Loop ? frame.Type.Parameters : frame.Type.Results;
    }

    private ref ControlFrame GetTarget(uint label)
    {
        if (label >= (uint)_depth)
        {
            throw Invalid($"unknown label {label}: there are {_depth} blocks around {Mnemonic}");
        }

        return ref _frames[_depth - 1 - (int)label];
    }

    private void ValidateBranchTable(uint[] labels)
    {
        Pop(WasmValueKind.I32);
        _cost += labels.Length;
        var last = LabelTypes(labels[^1]);
        foreach (var label in labels.AsSpan(0, labels.Length - 1))
        {
            // A target that occurs again need not be checked again: a table of labels that each carry many values would take very long.
            ref var target = ref GetTarget(label);
            if (target.LastBranchTable != _offset)
            {
                target.LastBranchTable = _offset;
                var types = LabelTypes(label);
                if (types.Length != last.Length)
                {
                    throw Invalid($"type mismatch: label {label} takes {List(types)} along but the default label takes {List(last)}");
                }

                Peek(types);
            }
        }

        Pop(last);
        MarkUnreachable();
    }

    private void ValidateCall(FunctionType type)
    {
        Pop(type.ParameterArray);
        Push(type.ResultArray);
    }

    private void ValidateReturnCall(FunctionType type)
    {
        Pop(type.ParameterArray);
        var results = _frames[0].Type.Results;
        if (!Matches(type.ResultArray, results))
        {
            throw Invalid(
                $"type mismatch: {Mnemonic} of a function that returns {List(type.ResultArray)} in one that returns {List(results)}");
        }

        MarkUnreachable();
    }

    private FunctionType GetIndirectCallee(in Instruction instruction)
    {
        var table = GetTable(instruction.Index2);
        if (!table.Element.IsSubtypeOf(WasmValueType.FuncRef))
        {
            throw Invalid($"type mismatch: {Mnemonic} needs a table of functions but table {instruction.Index2} has {table.Element}");
        }

        var type = GetFunctionType(instruction.Index);
        Pop(table.AddressType.Kind);
        return type;
    }

    private FunctionType GetReferencedCallee(uint index)
    {
        var type = GetFunctionType(index);
        Pop(WasmValueType.Reference(new HeapType(type), isNullable: true));
        return type;
    }

    private void ValidateSelect()
    {
        Pop(WasmValueKind.I32);
        var second = Pop();
        var first = Pop();
        if (first.IsReference || second.IsReference)
        {
            throw Invalid(
                $"type mismatch: select without a type takes numbers and vectors but found {(first.IsReference ? first : second)}");
        }

        if (first != second && !first.IsBottom && !second.IsBottom)
        {
            throw Invalid($"type mismatch: select chooses between two operands of one type but found {first} and {second}");
        }

        Push(first.IsBottom ? second : first);
    }

    private void ValidateSelect(WasmValueType[] types)
    {
        if (types.Length != 1)
        {
            throw Invalid($"invalid result arity: select has one result but names {types.Length} types");
        }

        Pop(WasmValueKind.I32);
        Pop(types[0]);
        Pop(types[0]);
        Push(types[0]);
    }

    private bool Matches(ReadOnlySpan<WasmValueType> types, ReadOnlySpan<WasmValueType> others)
    {
        _cost += types.Length;
        if (types.Length != others.Length)
        {
            return false;
        }

        for (var index = 0; index < types.Length; index++)
        {
            if (!types[index].IsSubtypeOf(others[index]))
            {
                return false;
            }
        }

        return true;
    }
}
