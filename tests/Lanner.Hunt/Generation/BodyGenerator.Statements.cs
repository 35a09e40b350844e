using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Code that leaves the stack as it was.</content>
internal sealed partial class BodyGenerator
{
    private void Statements(int depth)
    {
        for (var count = _chance.Below(4); count > 0 && _budget > 0 && depth < MaximumDepth; count--)
        {
            Statement(depth);
        }
    }

    private void Statement(int depth)
    {
        _budget--;
        switch (_chance.Below(17))
        {
            case 0 or 1:
                if (FindLocal(_ => true) is { } local)
                {
                    Value(_locals[local], depth + 1);
                    Emit(Opcode.LocalSet, (uint)local);
                }

                break;
            case 2:
                // Not the first: that is the fuel.
                if (FindGlobal(global => global.IsMutable && global != _plan.Globals[0]) is { } index and > 0)
                {
                    Value(_plan.Globals[index].Type, depth + 1);
                    Emit(Opcode.GlobalSet, (uint)index);
                }

                break;
            case 3 or 4 or 5:
                Operation(_chance.Of(_plan.Instructions.Storing), depth);
                break;
            case 6:
                BranchIf(depth);
                break;
            case 7:
                If(depth);
                break;
            case 8:
                var function = _chance.Below(_plan.FunctionCount);
                Call(function, depth);
                foreach (var result in Enumerable.Reverse(_plan.SignatureOf(function).Results))
                {
                    KeepOrDrop(result);
                }

                break;
            case 9 or 10:
                WriteAggregate(depth);
                break;
            case 11:
                BulkMemory(depth);
                break;
            case 12:
                BulkTable(depth);
                break;
            case 13 when _plan.Instructions.Wide.Length > 0:
                var row = _chance.Of(_plan.Instructions.Wide);
                Operation(row, depth);
                foreach (var result in row.Results)
                {
                    KeepOrDrop(GeneratedType.OfLetter(result));
                }

                break;
            case 14:
                BranchOnNull(depth);
                break;
            case 15:
                UpdateMemory(depth);
                break;
            default:
                Value(PlanMaker.Type(_plan, _chance), depth + 1);
                Emit(Opcode.Drop);
                break;
        }
    }

    private void KeepOrDrop(GeneratedType type)
    {
        if (_chance.Below(2) == 1 && FindLocal(local => local == type) is { } local)
        {
            Emit(Opcode.LocalSet, (uint)local);
        }
        else
        {
            Emit(Opcode.Drop);
        }
    }

    private void BranchIf(int depth)
    {
        var label = _chance.Below(_labels.Count);
        var carried = _labels[^(label + 1)];
        Values(carried, depth);
        Value(GeneratedType.I32, depth + 1);
        Emit(Opcode.BrIf, (uint)label);
        foreach (var type in Enumerable.Reverse(carried))
        {
            KeepOrDrop(type);
        }
    }

    private void If(int depth)
    {
        Value(GeneratedType.I32, depth + 1);
        Emit(Opcode.If);
        BlockType([], []);
        _labels.Add([]);
        Statements(depth + 1);
        if (_chance.Below(3) == 2)
        {
            Leave(depth + 1);
        }

        if (_chance.Below(2) == 1)
        {
            Emit(Opcode.Else);
            Statements(depth + 1);
        }

        End();
    }

    /// <summary>A block that a null reference leaves, or one that is none.</summary>
    private void BranchOnNull(int depth)
    {
        var type = ReferenceType();
        if (_chance.Below(2) == 0)
        {
            Emit(Opcode.Block);
            BlockType([], []);
            _labels.Add([]);
            Value(type, depth + 1);
            Emit(Opcode.BrOnNull, 0);
            Emit(Opcode.Drop);
            Statements(depth + 1);
            End();
            return;
        }

        Emit(Opcode.Block);
        BlockType([], [type]);
        _labels.Add([type]);
        Value(type, depth + 1);
        Emit(Opcode.BrOnNonNull, 0);
        Statements(depth + 1);
        Default(type);
        End();
        KeepOrDrop(type);
    }

    private void BulkMemory(int depth)
    {
        var index = _chance.Below(_plan.Memories.Count);
        var memory = _plan.Memories[index];
        switch (_chance.Below(4))
        {
            case 0 when _plan.DataSegments.Count > 0:
                SmallAddress(memory, depth);
                SmallNumber(depth);
                SmallNumber(depth);
                Emit(Opcode.MemoryInit, (uint)_chance.Below(_plan.DataSegments.Count), (uint)index);
                break;
            case 1 when _plan.DataSegments.Count > 0:
                Emit(Opcode.DataDrop, (uint)_chance.Below(_plan.DataSegments.Count));
                break;
            case 2:
                var source = _chance.Below(_plan.Memories.Count);
                SmallAddress(memory, depth);
                SmallAddress(_plan.Memories[source], depth);

                // The length has 64 bits only if both addresses do.
                Constant(
                    memory.Is64Bit && _plan.Memories[source].Is64Bit ? GeneratedType.I64 : GeneratedType.I32, (ulong)_chance.Below(300));
                Emit(Opcode.MemoryCopy, (uint)index, (uint)source);
                break;
            default:
                SmallAddress(memory, depth);
                Value(GeneratedType.I32, depth + 1);
                Constant(memory.AddressType, (ulong)_chance.Below(300));
                Emit(Opcode.MemoryFill, (uint)index);
                break;
        }
    }

    /// <summary>Changes what stands at a place in memory, whose address is in a local: compilers make one instruction of it.</summary>
    private void UpdateMemory(int depth)
    {
        var index = _chance.Below(_plan.Memories.Count);
        var memory = _plan.Memories[index];
        if (FindLocal(local => local == memory.AddressType) is not { } place)
        {
            return;
        }

        var isWide = _chance.Below(2) == 1;
        var offset = (ulong)_chance.Below(16);
        SmallAddress(memory, depth);
        if (_chance.Below(2) == 1)
        {
            Emit(Opcode.LocalTee, (uint)place);
        }
        else
        {
            Emit(Opcode.LocalSet, (uint)place);
            Emit(Opcode.LocalGet, (uint)place);
        }

        Emit(Opcode.LocalGet, (uint)place);
        Emit(isWide ? Opcode.I64Load : Opcode.I32Load);
        UnalignedArgument(index, offset);
        Value(isWide ? GeneratedType.I64 : GeneratedType.I32, depth + 1);
        Emit(isWide
            ? _chance.Of([Opcode.I64Add, Opcode.I64Sub, Opcode.I64And, Opcode.I64Or, Opcode.I64Xor, Opcode.I64Mul])
            : _chance.Of([Opcode.I32Add, Opcode.I32Sub, Opcode.I32And, Opcode.I32Or, Opcode.I32Xor, Opcode.I32Mul]));
        Emit(isWide ? Opcode.I64Store : Opcode.I32Store);
        UnalignedArgument(index, _chance.Below(8) == 0 ? offset + 1 : offset);
    }

    private void UnalignedArgument(int memory, ulong offset)
    {
        _code.Write((byte)(memory > 0 ? 0x40 : 0));
        if (memory > 0)
        {
            _code.WriteUnsigned((ulong)memory);
        }

        _code.WriteUnsigned(offset);
    }

    private void SmallAddress(GeneratedMemory memory, int depth)
    {
        Value(memory.AddressType, depth + 1);
        if (_chance.Below(10) < 9)
        {
            Constant(memory.AddressType, 0xFFFF);
            Emit(memory.Is64Bit ? Opcode.I64And : Opcode.I32And);
        }
    }

    private void BulkTable(int depth)
    {
        var index = _chance.Below(_plan.Tables.Count);
        var table = _plan.Tables[index];
        switch (_chance.Below(6))
        {
            case 0:
                SmallNumber(depth);
                Value(table.Element, depth + 1);
                Emit(Opcode.TableSet, (uint)index);
                break;
            case 1:
                SmallNumber(depth);
                Value(table.Element, depth + 1);
                SmallNumber(depth);
                Emit(Opcode.TableFill, (uint)index);
                break;
            case 2:
                SmallNumber(depth);
                SmallNumber(depth);
                SmallNumber(depth);
                Emit(Opcode.TableCopy, (uint)index, (uint)index);
                break;
            case 3:
                Value(table.Element, depth + 1);
                Constant(_chance.Below(4));
                Emit(Opcode.TableGrow, (uint)index);
                Emit(Opcode.Drop);
                break;
            case 4:
                // The one passive segment holds all functions.
                SmallNumber(depth);
                SmallNumber(depth);
                SmallNumber(depth);
                Emit(Opcode.TableInit, 1, 0);
                break;
            default:
                Emit(Opcode.ElemDrop, (uint)_chance.Below(2));
                break;
        }
    }
}
