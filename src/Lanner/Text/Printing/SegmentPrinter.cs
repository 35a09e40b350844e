using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text.Printing;

/// <summary>Writes element and data segments (specification 6.6.9 and 6.6.10).</summary>
internal sealed class SegmentPrinter(PrintedModule module, PrintedText text, TypePrinter types, InstructionPrinter instructions)
{
    private readonly ModuleDefinition _definition = module.Definition;

    internal void PrintElements()
    {
        for (var index = 0; index < _definition.ElementSegments.Length; index++)
        {
            var segment = _definition.ElementSegments[index];
            text.StartLine();
            text.Append("(elem").Append(module.ElementSegments.Declaration((uint)index))
                .Append(segment.Mode == SegmentMode.Declarative ? " declare" : "");
            if (segment.TableOffset is { } offset)
            {
                PrintTarget("table", module.Tables, segment.TableIndex, IsTargetWritten(segment.Offset), offset);
            }

            if (segment.FunctionIndices is { } functions)
            {
                text.Append(" func");
                text.AppendList(functions.Select(module.Functions.Reference));
            }
            else
            {
                text.Append(' ').Append(types.ValueType(segment.ElementType));
                PrintExpressions(segment.Expressions!);
            }

            text.Append(')');
        }
    }

    internal void PrintData()
    {
        for (var index = 0; index < _definition.DataSegments.Length; index++)
        {
            var segment = _definition.DataSegments[index];
            text.StartLine();
            text.Append("(data").Append(module.DataSegments.Declaration((uint)index));
            if (segment.MemoryOffset is { } offset)
            {
                PrintTarget("memory", module.Memories, segment.MemoryIndex, IsTargetWritten(segment.Offset), offset);
            }

            text.AppendBytes(_definition.Bytes.Span.Slice(segment.Content.Offset, segment.Content.Length));
            text.Append(')');
        }
    }

    /// <summary>Tests whether an active segment names its table or memory also when it is the first (specification 5.5.12 and
    /// 5.5.14).</summary>
    private bool IsTargetWritten(int offset) => (new ByteReader(_definition.Bytes.Span, offset).ReadUnsigned32() & 2) != 0;

    private void PrintTarget(string keyword, PrintedNames names, int index, bool isWritten, ConstantExpression offset)
    {
        if (isWritten)
        {
            text.Append(" (").Append(keyword).Append(' ').Append(names.Reference((uint)index)).Append(')');
        }

        instructions.PrintExpression(offset, "offset");
    }

    private void PrintExpressions(ConstantExpression[] expressions)
    {
        text.Depth++;
        foreach (var expression in expressions)
        {
            if (expressions.Length > 4)
            {
                text.StartLine();
                text.TrimSpace = true;
            }

            instructions.PrintExpression(expression, "item");
        }

        text.Depth--;
    }
}
