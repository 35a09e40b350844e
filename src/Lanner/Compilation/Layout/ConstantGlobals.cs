using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Compilation.Layout;

/// <summary>Finds the globals that <see cref="ConstantEvaluator"/> reads when an instance of a module is made.</summary>
internal static class ConstantGlobals
{
    /// <summary>Marks the globals.</summary>
    /// <param name="module">The module.</param>
    /// <param name="compiledGlobals">The number of globals, counted from the first, whose own expressions are compiled instead.</param>
    /// <param name="isRead">Is set to true for each.</param>
    internal static void Mark(ModuleDefinition module, int compiledGlobals, bool[] isRead)
    {
        foreach (var global in module.Globals.AsSpan(compiledGlobals))
        {
            Mark(module, global.Initializer, isRead);
        }

        foreach (var table in module.Tables)
        {
            Mark(module, table.Initializer, isRead);
        }

        foreach (var segment in module.ElementSegments)
        {
            Mark(module, segment.TableOffset, isRead);
            foreach (var element in segment.Expressions ?? [])
            {
                Mark(module, element, isRead);
            }
        }

        foreach (var segment in module.DataSegments)
        {
            Mark(module, segment.MemoryOffset, isRead);
        }
    }

    private static void Mark(ModuleDefinition module, ConstantExpression? expression, bool[] isRead)
    {
        if (expression is null)
        {
            return;
        }

        var reader = new InstructionReader(module, expression.Code);
        while (reader.Read(out var instruction))
        {
            if (instruction.Opcode == Opcode.GlobalGet)
            {
                isRead[instruction.Index] = true;
            }
        }
    }
}
