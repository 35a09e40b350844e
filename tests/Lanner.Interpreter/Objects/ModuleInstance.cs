using Lanner.Interpreter.Execution;
using Lanner.Structure;

namespace Lanner.Interpreter.Objects;

/// <summary>Finds what a module imports: a function, table, memory, global or tag, or null when there is none of the name.</summary>
internal delegate object? ImportResolver(string moduleName, string name);

/// <summary>A module with everything that it owns (specification 4.2.4).</summary>
internal sealed class ModuleInstance
{
    private ModuleInstance(ModuleDefinition module) => Module = module;

    internal ModuleDefinition Module { get; }

    internal FunctionInstance[] Functions { get; private set; } = [];

    internal TableInstance[] Tables { get; private set; } = [];

    internal MemoryInstance[] Memories { get; private set; } = [];

    internal GlobalInstance[] Globals { get; private set; } = [];

    internal TagInstance[] Tags { get; private set; } = [];

    internal object?[][] Elements { get; private set; } = [];

    internal byte[][] Data { get; private set; } = [];

    /// <summary>Returns the thing that the module exports under a name, or null.</summary>
    internal object? Export(string name) => Array.Find(Module.Exports, export => export.Name == name) is { } export
        ? export.Kind switch
        {
            ExternalKind.Function => Functions[export.Index],
            ExternalKind.Table => Tables[export.Index],
            ExternalKind.Memory => Memories[export.Index],
            ExternalKind.Global => Globals[export.Index],
            _ => Tags[export.Index],
        }
        : null;

    /// <summary>Instantiates a module and runs its start function (specification 4.5.4).</summary>
    /// <exception cref="ImportException">An import is missing or of another type.</exception>
    /// <exception cref="GuestTrap">A segment did not fit, or the start function trapped.</exception>
    /// <exception cref="GuestException">The start function threw an exception.</exception>
    internal static ModuleInstance Instantiate(ModuleDefinition module, ImportResolver resolve, Machine machine)
    {
        var instance = new ModuleInstance(module);
        var imports = Array.ConvertAll(module.Imports, import => ImportRules.Check(import, resolve(import.ModuleName, import.Name)));
        instance.Functions =
        [
            .. imports.OfType<FunctionInstance>(),
            .. module.Functions.Skip(module.ImportedFunctionCount).Select(function => new GuestFunction(function, instance)),
        ];
        instance.Tags = [.. imports.OfType<TagInstance>(),
            .. module.Tags.Skip(module.ImportedTagCount).Select(type => new TagInstance(type))];
        instance.Memories = [.. imports.OfType<MemoryInstance>(),
            .. module.Memories.Skip(module.ImportedMemoryCount).Select(type => new MemoryInstance(type))];
        instance.Globals = [.. imports.OfType<GlobalInstance>()];
        foreach (var global in module.Globals.Skip(module.ImportedGlobalCount))
        {
            // Each may read those before it.
            instance.Globals = [.. instance.Globals, new GlobalInstance(global.Type, machine.Evaluate(global.Initializer!, instance))];
        }

        instance.Tables =
        [
            .. imports.OfType<TableInstance>(),
            .. module.Tables.Skip(module.ImportedTableCount).Select(table =>
                new TableInstance(table.Type, table.Initializer is null ? null : machine.Evaluate(table.Initializer, instance).Reference)),
        ];
        instance.Elements = Array.ConvertAll(module.ElementSegments, segment => instance.ReadElements(segment, machine));
        instance.Data = Array.ConvertAll(
            module.DataSegments, segment => module.Bytes.Span.Slice(segment.Content.Offset, segment.Content.Length).ToArray());
        instance.CopySegments(machine);
        if (module.StartFunction is { } start)
        {
            machine.Call(instance.Functions[start], []);
        }

        return instance;
    }

    private object?[] ReadElements(ElementSegment segment, Machine machine) => segment.FunctionIndices is not null
        ? Array.ConvertAll(segment.FunctionIndices, object? (index) => Functions[index])
        : Array.ConvertAll(segment.Expressions!, expression => machine.Evaluate(expression, this).Reference);

    private void CopySegments(Machine machine)
    {
        for (var index = 0; index < Elements.Length; index++)
        {
            var segment = Module.ElementSegments[index];
            if (segment.Mode == SegmentMode.Active)
            {
                var target = machine.Evaluate(segment.TableOffset!, this).Low;
                Machine.CopyIntoTable(Tables[segment.TableIndex], target, Elements[index], 0, (ulong)Elements[index].Length);
            }

            if (segment.Mode != SegmentMode.Passive)
            {
                Elements[index] = [];
            }
        }

        for (var index = 0; index < Data.Length; index++)
        {
            var segment = Module.DataSegments[index];
            if (segment.Mode == SegmentMode.Active)
            {
                var target = machine.Evaluate(segment.MemoryOffset!, this).Low;
                Machine.CopyIntoMemory(Memories[segment.MemoryIndex], target, Data[index], 0, (ulong)Data[index].Length);
                Data[index] = [];
            }
        }
    }
}
