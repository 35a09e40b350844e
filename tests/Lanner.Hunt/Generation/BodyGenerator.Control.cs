using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Blocks, branches, calls and exceptions.</content>
internal sealed partial class BodyGenerator
{
    private void Block(GeneratedType type, int depth)
    {
        // Now and then the block takes something from the stack.
        var parameters = _chance.Below(4) == 3 ? PlanMaker.Types(_plan, _chance, 2) : [];
        foreach (var parameter in parameters)
        {
            Value(parameter, depth + 1);
        }

        Emit(Opcode.Block);
        BlockType(parameters, [type]);
        _labels.Add([type]);
        foreach (var parameter in Enumerable.Reverse(parameters))
        {
            StoreInNewLocal(parameter);
        }

        Statements(depth + 1);
        Value(type, depth + 1);
        End();
    }

    private void Loop(GeneratedType type, int depth)
    {
        var carried = _chance.Below(3) == 2 ? PlanMaker.Types(_plan, _chance, 2) : [];
        foreach (var parameter in carried)
        {
            Value(parameter, depth + 1);
        }

        Emit(Opcode.Loop);
        BlockType(carried, [type]);
        _labels.Add(carried);
        foreach (var parameter in Enumerable.Reverse(carried))
        {
            StoreInNewLocal(parameter);
        }

        SpendFuel();
        Statements(depth + 1);
        Value(type, depth + 1);
        End();
    }

    private void IfElse(GeneratedType type, int depth)
    {
        Value(GeneratedType.I32, depth + 1);
        Emit(Opcode.If);
        BlockType([], [type]);
        _labels.Add([type]);
        Statements(depth + 2);
        Value(type, depth + 1);
        Emit(Opcode.Else);
        Value(type, depth + 1);
        End();
    }

    /// <summary>A value computed where an exception is caught, and another one for when it was.</summary>
    private void Try(GeneratedType type, int depth)
    {
        var tag = _plan.Tags.Count == 0 || _chance.Below(4) == 3 ? -1 : _chance.Below(_plan.Tags.Count);
        GeneratedType[] payload = tag < 0 ? [] : _plan.Tags[tag].Parameters;
        Emit(Opcode.Block);
        BlockType([], [type]);
        _labels.Add([type]);
        Emit(Opcode.Block);
        BlockType([], payload);
        _labels.Add(payload);
        Emit(Opcode.TryTable);
        BlockType([], [type]);
        _code.WriteUnsigned(1);
        if (tag < 0)
        {
            // catch_all
            _code.Write(2);
        }
        else
        {
            // catch
            _code.Write(0);
            _code.WriteUnsigned((ulong)tag);
        }

        _code.WriteUnsigned(0);
        _labels.Add([type]);
        Statements(depth + 1);
        Value(type, depth + 1);
        End();
        Emit(Opcode.Br, 1);
        End();
        foreach (var item in Enumerable.Reverse(payload))
        {
            StoreInNewLocal(item);
        }

        Value(type, depth + 1);
        End();
    }

    private void End()
    {
        _labels.RemoveAt(_labels.Count - 1);
        Emit(Opcode.End);
    }

    /// <summary>Something behind which nothing is reached.</summary>
    private void Leave(int depth)
    {
        switch (_chance.Below(8))
        {
            case 0:
                var label = _chance.Below(_labels.Count);
                Values(_labels[^(label + 1)], depth);
                Emit(Opcode.Br, (uint)label);
                break;
            case 1:
                BranchTable(depth);
                break;
            case 2 when _plan.Tags.Count > 0:
                var tag = _chance.Below(_plan.Tags.Count);
                Values(_plan.Tags[tag].Parameters, depth);
                Emit(Opcode.Throw, (uint)tag);
                break;
            case 3 or 4 when TailCall(depth):
                break;
            case 5:
                Emit(Opcode.Unreachable);
                break;
            default:
                Values(_signature.Results, depth);
                Emit(Opcode.Return);
                break;
        }
    }

    private void Values(GeneratedType[] types, int depth)
    {
        foreach (var type in types)
        {
            Value(type, depth + 2);
        }
    }

    /// <summary>A branch to one of several labels that carry the same.</summary>
    private void BranchTable(int depth)
    {
        var last = _chance.Below(_labels.Count);
        var carried = _labels[^(last + 1)];
        var alike = Enumerable.Range(0, _labels.Count).Where(label => _labels[^(label + 1)].AsSpan().SequenceEqual(carried)).ToArray();
        Values(carried, depth);
        Value(GeneratedType.I32, depth + 1);
        if (_chance.Below(2) == 1)
        {
            Constant(7);
            Emit(Opcode.I32And);
        }

        var count = _chance.Below(6);
        Emit(Opcode.BrTable, (uint)count);
        for (var entry = 0; entry < count; entry++)
        {
            _code.WriteUnsigned((ulong)_chance.Of(alike));
        }

        _code.WriteUnsigned((ulong)last);
    }

    /// <summary>Calls a function that gives a value of the type among others, if there is one.</summary>
    private bool CallGiving(GeneratedType type, int depth)
    {
        if (FindFunction(signature => Array.Exists(signature.Results, result => _plan.IsSubtype(result, type))) is not { } index)
        {
            return false;
        }

        var results = _plan.SignatureOf(index).Results;
        Call(index, depth);
        var wanted = Array.FindIndex(results, result => _plan.IsSubtype(result, type));
        for (var position = results.Length - 1; position > wanted; position--)
        {
            Emit(Opcode.Drop);
        }

        if (wanted > 0)
        {
            var local = StoreInNewLocal(results[wanted]);
            for (var position = 0; position < wanted; position++)
            {
                Emit(Opcode.Drop);
            }

            Emit(Opcode.LocalGet, local);
        }

        return true;
    }

    /// <summary>Calls a function in one of the three ways and leaves its results.</summary>
    private void Call(int index, int depth)
    {
        var signature = _plan.SignatureOf(index);
        Values(signature.Parameters, depth);
        switch (_chance.Below(4))
        {
            case 1:
                TableIndex(index, depth);
                Emit(Opcode.CallIndirect, (uint)_plan.TypeIndexOf(signature), 0);
                break;
            case 2:
                Emit(Opcode.RefFunc, (uint)index);
                Emit(Opcode.CallRef, (uint)_plan.TypeIndexOf(signature));
                break;
            default:
                Emit(Opcode.Call, (uint)index);
                break;
        }
    }

    private bool TailCall(int depth)
    {
        if (FindFunction(signature => signature.Results.AsSpan().SequenceEqual(_signature.Results)) is not { } index)
        {
            return false;
        }

        var called = _plan.SignatureOf(index);
        Values(called.Parameters, depth);
        switch (_chance.Below(4))
        {
            case 1:
                TableIndex(index, depth);
                Emit(Opcode.ReturnCallIndirect, (uint)_plan.TypeIndexOf(called), 0);
                break;
            case 2:
                Emit(Opcode.RefFunc, (uint)index);
                Emit(Opcode.ReturnCallRef, (uint)_plan.TypeIndexOf(called));
                break;
            default:
                Emit(Opcode.ReturnCall, (uint)index);
                break;
        }

        return true;
    }

    /// <summary>Writes the index at which the first table has the function at the start, if it has it; sometimes another index.</summary>
    private void TableIndex(int functionIndex, int depth)
    {
        if (_chance.Below(6) == 5)
        {
            SmallNumber(depth);
        }
        else
        {
            Constant(functionIndex % _plan.Tables[0].Size);
        }
    }

    private int? FindFunction(Predicate<GeneratedSignature> isWanted)
    {
        var start = _chance.Below(_plan.FunctionCount);
        for (var step = 0; step < _plan.FunctionCount; step++)
        {
            var index = (start + step) % _plan.FunctionCount;
            if (isWanted(_plan.SignatureOf(index)))
            {
                return index;
            }
        }

        return null;
    }
}
