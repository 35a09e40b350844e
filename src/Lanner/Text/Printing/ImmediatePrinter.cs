using System.Globalization;
using System.Runtime.Intrinsics;
using Lanner.Structure;

namespace Lanner.Text.Printing;

/// <summary>Writes what follows the name of an instruction, in the order of the text format, with what may be left out left out.</summary>
internal sealed class ImmediatePrinter(PrintedModule module, PrintedText text, TypePrinter types)
{
    private PrintedNames _locals = PrintedNames.None;
    private LabelNames _labels = new(null);

    /// <summary>Goes on with another body.</summary>
    internal void Open(PrintedNames locals, LabelNames labels) => (_locals, _labels) = (locals, labels);

    internal void Print(OpcodeInfo info, in Instruction instruction)
    {
        switch (info.Immediate)
        {
            case ImmediateKind.None or ImmediateKind.AtomicFence:
                break;
            case ImmediateKind.BlockType:
                PrintBlockType(instruction.BlockType);
                break;
            case ImmediateKind.TryTable:
                PrintBlockType(instruction.BlockType);
                PrintCatchClauses(instruction.CatchClauses);
                break;
            case ImmediateKind.Label:
                Append(_labels.Reference(instruction.Index));
                break;
            case ImmediateKind.LabelTable:
                foreach (var label in instruction.Labels)
                {
                    Append(_labels.Reference(label));
                }

                break;
            case ImmediateKind.CastBranch:
                Append(_labels.Reference(instruction.Index));
                Append(types.ValueType(instruction.Type));
                Append(types.ValueType(instruction.Type2));
                break;
            case ImmediateKind.Function:
                Append(module.Functions.Reference(instruction.Index));
                break;
            case ImmediateKind.CallIndirect:
                AppendUnlessZero(module.Tables, instruction.Index2);
                Append($"(type {module.Types.Reference(instruction.Index)})");
                break;
            case ImmediateKind.Local:
                Append(_locals.Reference(instruction.Index));
                break;
            case ImmediateKind.Global:
                Append(module.Globals.Reference(instruction.Index));
                break;
            case ImmediateKind.Table:
                AppendUnlessZero(module.Tables, instruction.Index);
                break;
            case ImmediateKind.TableTable:
                AppendPair(module.Tables, instruction.Index, instruction.Index2);
                break;
            case ImmediateKind.TableInit:
                AppendUnlessZero(module.Tables, instruction.Index2);
                Append(module.ElementSegments.Reference(instruction.Index));
                break;
            case ImmediateKind.Memory:
                AppendUnlessZero(module.Memories, instruction.Index);
                break;
            case ImmediateKind.MemoryMemory:
                AppendPair(module.Memories, instruction.Index, instruction.Index2);
                break;
            case ImmediateKind.MemoryInit:
                AppendUnlessZero(module.Memories, instruction.Index2);
                Append(module.DataSegments.Reference(instruction.Index));
                break;
            case ImmediateKind.DataSegment:
                Append(module.DataSegments.Reference(instruction.Index));
                break;
            case ImmediateKind.ElementSegment:
                Append(module.ElementSegments.Reference(instruction.Index));
                break;
            case ImmediateKind.MemoryArgument:
                PrintMemoryArgument(info, instruction.MemoryArgument);
                break;
            case ImmediateKind.MemoryArgumentLane:
                PrintMemoryArgument(info, instruction.MemoryArgument);
                Append(Number(instruction.Index));
                break;
            case ImmediateKind.Lane:
                Append(Number(instruction.Index));
                break;
            case ImmediateKind.Tag:
                Append(module.Tags.Reference(instruction.Index));
                break;
            case ImmediateKind.SelectTypes:
                // Without types it would be the other select.
                text.Append(instruction.SelectTypes.Length == 0 ? " (result)" : "");
                types.PrintResults(instruction.SelectTypes);
                break;
            default:
                PrintTypesAndConstants(info, in instruction);
                break;
        }
    }

    /// <summary>Writes the type of a block; an index with what it stands for, so that nobody has to look it up.</summary>
    internal void PrintBlockType(in BlockType type)
    {
        if (type.Function is { } function)
        {
            Append(types.TypeUse(function));
            types.PrintSignature(function, PrintedNames.None);
        }
        else
        {
            types.PrintResults(type.Results);
        }
    }

    /// <summary>Writes the clauses of a <c>try_table</c>. They see the labels from outside the block.</summary>
    internal void PrintCatchClauses(CatchClause[] clauses)
    {
        foreach (var clause in clauses)
        {
            text.Append(clause.Kind switch
            {
                CatchKind.Catch => " (catch",
                CatchKind.CatchReference => " (catch_ref",
                CatchKind.CatchAll => " (catch_all",
                _ => " (catch_all_ref",
            });
            if (clause.Kind is CatchKind.Catch or CatchKind.CatchReference)
            {
                Append(module.Tags.Reference(clause.TagIndex));
            }

            Append(_labels.Reference(clause.Label));
            text.Append(')');
        }
    }

    private void PrintTypesAndConstants(OpcodeInfo info, in Instruction instruction)
    {
        switch (info.Immediate)
        {
            case ImmediateKind.HeapType:
                Append(info.Opcode == Opcode.RefNull ? types.HeapType(instruction.Type.HeapType) : types.ValueType(instruction.Type));
                break;
            case ImmediateKind.Type:
                Append(module.Types.Reference(instruction.Index));
                break;
            case ImmediateKind.TypeField:
                Append(module.Types.Reference(instruction.Index));
                Append(module.FieldsOf(instruction.Index).Reference(instruction.Index2));
                break;
            case ImmediateKind.TypeCount:
                Append(module.Types.Reference(instruction.Index));
                Append(Number(instruction.Index2));
                break;
            case ImmediateKind.TypeType:
                Append(module.Types.Reference(instruction.Index));
                Append(module.Types.Reference(instruction.Index2));
                break;
            case ImmediateKind.TypeData:
                Append(module.Types.Reference(instruction.Index));
                Append(module.DataSegments.Reference(instruction.Index2));
                break;
            case ImmediateKind.TypeElement:
                Append(module.Types.Reference(instruction.Index));
                Append(module.ElementSegments.Reference(instruction.Index2));
                break;
            case ImmediateKind.I32 or ImmediateKind.I64:
                Append(instruction.Constant.ToString(CultureInfo.InvariantCulture));
                break;
            case ImmediateKind.F32:
                Append(FloatText.Of32((uint)instruction.Constant));
                break;
            case ImmediateKind.F64:
                Append(FloatText.Of64((ulong)instruction.Constant));
                break;
            case ImmediateKind.V128:
                text.Append(" i32x4");
                for (var lane = 0; lane < 4; lane++)
                {
                    Append(string.Create(CultureInfo.InvariantCulture, $"0x{instruction.Vector.AsUInt32()[lane]:x8}"));
                }

                break;
            case ImmediateKind.Shuffle:
                for (var lane = 0; lane < 16; lane++)
                {
                    Append(Number(instruction.Vector[lane]));
                }

                break;
            default:
                throw new InvalidOperationException($"{info.Immediate} is not printed.");
        }
    }

    private void PrintMemoryArgument(OpcodeInfo info, MemoryArgument argument)
    {
        AppendUnlessZero(module.Memories, argument.MemoryIndex);
        if (argument.Offset != 0)
        {
            Append(string.Create(CultureInfo.InvariantCulture, $"offset={argument.Offset}"));
        }

        if (argument.AlignmentLog2 != info.WidthLog2)
        {
            Append(string.Create(CultureInfo.InvariantCulture, $"align={1UL << (int)argument.AlignmentLog2}"));
        }
    }

    private void AppendPair(PrintedNames names, uint first, uint second)
    {
        if (first != 0 || second != 0)
        {
            Append(names.Reference(first));
            Append(names.Reference(second));
        }
    }

    private void AppendUnlessZero(PrintedNames names, uint index)
    {
        if (index != 0)
        {
            Append(names.Reference(index));
        }
    }

    private void Append(string word) => text.Append(' ').Append(word);

    private static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
