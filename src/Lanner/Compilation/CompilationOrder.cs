using Lanner.Admission;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Compilation;

/// <summary>The order in which functions are compiled before they are called: as a program comes to them. First the start function and the
/// exports, then what they call, then what those call, and so on; then functions in tables, with what they call; at last those that nothing
/// refers to.</summary>
internal static class CompilationOrder
{
    /// <summary>The indices of all functions that the module defines, each once.</summary>
    /// <exception cref="ResourceLimitException">It takes too long.</exception>
    internal static int[] Of(ModuleDefinition module, ModuleAdmission? admission = null)
    {
        var order = new List<int>(module.Functions.Length - module.ImportedFunctionCount);
        var isSeen = new bool[module.Functions.Length];
        var scanned = 0;
        if (module.StartFunction is { } start)
        {
            Add((int)start);
        }

        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternalKind.Function)
            {
                Add(export.Index);
            }
        }

        AddCallees();
        foreach (var segment in module.ElementSegments)
        {
            foreach (var function in segment.FunctionIndices ?? [])
            {
                Add((int)function);
            }
        }

        AddCallees();
        for (var index = module.ImportedFunctionCount; index < module.Functions.Length; index++)
        {
            Add(index);
        }

        return [.. order];

        void Add(int index)
        {
            if (index >= module.ImportedFunctionCount && !isSeen[index])
            {
                isSeen[index] = true;
                order.Add(index);
            }
        }

        void AddCallees()
        {
            for (; scanned < order.Count; scanned++)
            {
                var reader = FunctionBody.Open(module, module.Functions[order[scanned]], out _);
                while (reader.Read(out var instruction))
                {
                    admission?.Reach(instruction.Offset);
                    if (instruction.Opcode is Opcode.Call or Opcode.ReturnCall or Opcode.RefFunc)
                    {
                        Add((int)instruction.Index);
                    }
                }
            }
        }
    }
}
