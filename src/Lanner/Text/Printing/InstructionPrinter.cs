using System.Globalization;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text.Printing;

/// <summary>Writes instructions, one a line, indented by the blocks around them (specification 6.5). They are not folded: that could not be
/// done with every sequence, and a line for each instruction is what positions in backtraces and differences between versions are easiest
/// to see in.</summary>
internal sealed class InstructionPrinter(PrintedModule module, PrintedText text, TypePrinter types)
{
    private readonly BranchHints _hints = BranchHints.Read(module.Definition);
    private readonly ImmediatePrinter _immediates = new(module, text, types);

    /// <summary>Writes the locals and instructions of a function.</summary>
    internal void PrintBody(uint index, in FunctionDefinition function, PrintedNames locals)
    {
        var reader = FunctionBody.Open(module.Definition, in function, out var runs);
        PrintLocals(runs, (uint)function.Type.ParameterArray.Length, locals);
        var labels = new LabelNames(module.LabelsOf(index));
        _immediates.Open(locals, labels);
        while (reader.Read(out var instruction))
        {
            if (instruction.Opcode == Opcode.End && labels.Depth == 0)
            {
                return;
            }

            if (_hints.Count > 0 && instruction.Opcode is Opcode.If or Opcode.BrIf
                && _hints.IsLikely((int)index, instruction.Offset - function.Body.Offset) is { } isLikely)
            {
                text.StartLine();
                text.Append(isLikely ? $"(@{AnnotationNames.BranchHint} \"\\01\")" : $"(@{AnnotationNames.BranchHint} \"\\00\")");
            }

            PrintLine(in instruction, labels);
        }
    }

    /// <summary>Writes a constant expression with a space in front of it: a single instruction in parentheses, several inside those of
    /// <paramref name="keyword"/>, if they need any.</summary>
    internal void PrintExpression(ConstantExpression expression, string? keyword)
    {
        _immediates.Open(PrintedNames.None, new LabelNames(null));
        var count = CountInstructions(expression);
        text.Append(count == 1 ? " (" : keyword is null ? "" : $" ({keyword}");
        var reader = new InstructionReader(module.Definition, expression.Code);
        for (var remaining = count; remaining > 0 && reader.Read(out var instruction); remaining--)
        {
            text.Append(count == 1 ? "" : " ");
            PrintInstruction(in instruction);
        }

        text.Append(count == 1 || keyword is not null ? ")" : "");
    }

    private int CountInstructions(ConstantExpression expression)
    {
        var reader = new InstructionReader(module.Definition, expression.Code);
        var count = -1;
        while (reader.Read(out _))
        {
            count++;
        }

        return count;
    }

    private void PrintLocals(LocalRun[] runs, uint firstIndex, PrintedNames names)
    {
        if (runs.Length == 0)
        {
            return;
        }

        var locals = new List<WasmValueType>();
        foreach (var run in runs)
        {
            locals.AddRange(Enumerable.Repeat(run.Type, run.Count));
        }

        if (locals.Count > 0)
        {
            text.StartLine();
            text.TrimSpace = true;
            types.PrintNamed("local", locals.ToArray(), firstIndex, names);
        }
    }

    private void PrintLine(in Instruction instruction, LabelNames labels)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                text.StartLine();
                PrintBlock(in instruction, labels);
                text.Depth++;
                break;
            case Opcode.Else or Opcode.Catch or Opcode.CatchAll:
                text.Depth--;
                text.StartLine();
                PrintInstruction(in instruction);
                text.Depth++;
                break;
            case Opcode.End or Opcode.Delegate:
                labels.Pop();
                text.Depth--;
                text.StartLine();
                PrintInstruction(in instruction);
                break;
            default:
                text.StartLine();
                PrintInstruction(in instruction);
                break;
        }
    }

    private void PrintBlock(in Instruction instruction, LabelNames labels)
    {
        text.Append(OpcodeTable.Get(instruction.Opcode).Mnemonic);

        text.Append(labels.Declaration());
        _immediates.PrintBlockType(instruction.BlockType);
        if (instruction.Opcode == Opcode.TryTable)
        {
            _immediates.PrintCatchClauses(instruction.CatchClauses);
        }

        labels.Push();
        text.Append(string.Create(CultureInfo.InvariantCulture, $"  ;; @{labels.Depth}"));
    }

    private void PrintInstruction(in Instruction instruction)
    {
        var info = OpcodeTable.Get(instruction.Opcode);
        text.Append(info.Mnemonic);
        _immediates.Print(info, in instruction);
    }
}
