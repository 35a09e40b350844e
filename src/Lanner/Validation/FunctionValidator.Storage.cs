using Lanner.Structure;

namespace Lanner.Validation;

/// <content>Globals, tables and memories (specification 3.4.9 to 3.4.12).</content>
internal sealed partial class FunctionValidator
{
    private void ValidateStorage(in Instruction instruction)
    {
        var index = instruction.Index;
        switch (instruction.Opcode)
        {
            case Opcode.GlobalGet:
                Push(GetGlobal(index).Value);
                break;
            case Opcode.GlobalSet:
                var global = GetGlobal(index);
                if (!global.IsMutable)
                {
                    throw Invalid($"immutable global {index} cannot be set");
                }

                Pop(global.Value);
                break;
            case Opcode.TableGet:
                Pop(GetTable(index).AddressType.Kind);
                Push(GetTable(index).Element);
                break;
            case Opcode.TableSet:
                Pop(GetTable(index).Element);
                Pop(GetTable(index).AddressType.Kind);
                break;
            case Opcode.TableSize:
                Push(GetTable(index).AddressType.Kind);
                break;
            case Opcode.TableGrow:
                Pop(GetTable(index).AddressType.Kind);
                Pop(GetTable(index).Element);
                Push(GetTable(index).AddressType.Kind);
                break;
            case Opcode.TableFill:
                Pop(GetTable(index).AddressType.Kind);
                Pop(GetTable(index).Element);
                Pop(GetTable(index).AddressType.Kind);
                break;
            case Opcode.TableInit:
                ValidateTableInit(index, instruction.Index2);
                break;
            case Opcode.TableCopy:
                ValidateTableCopy(GetTable(index), GetTable(instruction.Index2));
                break;
            case Opcode.MemoryCopy:
                PopRanges(GetMemory(index).Is64Bit, GetMemory(instruction.Index2).Is64Bit);
                break;
        }
    }

    private void ValidateTableInit(uint segmentIndex, uint tableIndex)
    {
        var table = GetTable(tableIndex);
        var segment = GetElementSegment(segmentIndex);
        if (!segment.ElementType.IsSubtypeOf(table.Element))
        {
            throw Invalid($"type mismatch: table.init of {segment.ElementType} into a table of {table.Element}");
        }

        Pop(WasmValueKind.I32);
        Pop(WasmValueKind.I32);
        Pop(table.AddressType.Kind);
    }

    private void ValidateTableCopy(TableType destination, TableType source)
    {
        if (!source.Element.IsSubtypeOf(destination.Element))
        {
            throw Invalid($"type mismatch: table.copy of {source.Element} into a table of {destination.Element}");
        }

        PopRanges(destination.Is64Bit, source.Is64Bit);
    }

    /// <summary>Takes destination, source and length of a copy. The length is a 64-bit integer when both addresses are.</summary>
    private void PopRanges(bool destinationIs64Bit, bool sourceIs64Bit)
    {
        Pop(destinationIs64Bit && sourceIs64Bit ? WasmValueKind.I64 : WasmValueKind.I32);
        Pop(sourceIs64Bit ? WasmValueKind.I64 : WasmValueKind.I32);
        Pop(destinationIs64Bit ? WasmValueKind.I64 : WasmValueKind.I32);
    }

    /// <summary>Validates the immediates of a load, store or atomic instruction; returns the type of its address.</summary>
    private WasmValueKind ValidateAccess(OpcodeInfo info, in MemoryArgument argument)
    {
        var memory = GetMemory(argument.MemoryIndex);
        if (argument.AlignmentLog2 > info.WidthLog2)
        {
            throw Invalid(
                $"alignment must not be larger than natural: {info.Mnemonic} accesses {1 << info.WidthLog2} bytes but is aligned to 2 to "
                + $"the power of {argument.AlignmentLog2}");
        }

        if (argument.AlignmentLog2 != info.WidthLog2 && IsAtomic(info.Opcode))
        {
            throw Invalid(
                $"atomic alignment must be natural: {info.Mnemonic} accesses {1 << info.WidthLog2} bytes but is aligned to "
                + $"{1 << (int)argument.AlignmentLog2}");
        }

        if (!memory.Is64Bit && argument.Offset > uint.MaxValue)
        {
            throw Invalid($"offset out of range: {argument.Offset} is beyond a memory with 32-bit addresses");
        }

        return memory.AddressType.Kind;
    }

    private static bool IsAtomic(Opcode opcode) => (int)opcode >> 12 == 4;
}
