using System.CommandLine;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Cli;

/// <summary><c>lanner inspect</c>: shows what a module is made of.</summary>
internal static class InspectCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The module, binary or text." };
        var command = new Command("inspect", "Shows the sections, imports, exports and features of a module.") { file };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                using var engine = new Engine();
                using var module = ModuleFiles.Load(engine, path);
                Print(module);
                return ExitCodes.Success;
            });
        });
        return command;
    }

    private static void Print(Module module)
    {
        var definition = module.Definition;
        Console.WriteLine($"module {module.Name ?? "(no name)"}: {definition.Bytes.Length} bytes");
        Console.WriteLine("sections:");
        foreach (var section in definition.Sections)
        {
            Console.WriteLine($"  {(SectionId)section.Id,-10} {section.Content.Length,10} bytes at 0x{section.Content.Offset:x}");
        }

        foreach (var custom in module.CustomSections)
        {
            Console.WriteLine($"  custom \"{custom.Name}\": {custom.Content.Length} bytes");
        }

        Console.WriteLine(
            $"defines: {definition.Types.Length} types, {definition.Functions.Length - definition.ImportedFunctionCount} functions, {definition.Tables.Length} tables, "
            + $"{definition.Memories.Length} memories, {definition.Globals.Length} globals, {definition.Tags.Length} tags, "
            + $"{definition.ElementSegments.Length} element segments, {definition.DataSegments.Length} data segments");
        Console.WriteLine("imports:");
        foreach (var import in module.Imports)
        {
            Console.WriteLine($"  {import.ModuleName}.{import.Name}: {Describe(import.Type)}");
        }

        Console.WriteLine("exports:");
        foreach (var export in module.Exports)
        {
            Console.WriteLine($"  {export.Name}: {Describe(export.Type)}");
        }

        Console.WriteLine($"features: {FeaturesOf(definition)}");
    }

    private static string Describe(ExternalType type) => type switch
    {
        FunctionExternalType function => function.Type.ToString(),
        MemoryType memory => $"memory {memory.Limits}{(memory.Is64Bit ? " i64" : "")}{(memory.IsShared ? " shared" : "")}",
        TableType table => $"table {table.Limits} {table.Element}",
        GlobalType global => $"global {(global.IsMutable ? "mut " : "")}{global.Value}",
        _ => type.ToString(),
    };

    /// <summary>The features that the instructions of the bodies need. Where several bring an instruction, the first is named.</summary>
    private static WasmFeatures FeaturesOf(ModuleDefinition definition)
    {
        var used = WasmFeatures.None;
        foreach (var function in definition.Functions)
        {
            if (function.IsImported)
            {
                continue;
            }

            var reader = FunctionBody.Open(definition, in function, out _);
            while (reader.Read(out var instruction))
            {
                var features = (int)OpcodeTable.Get(instruction.Opcode).Features;
                used |= (WasmFeatures)(features & -features);
            }
        }

        used |= definition.Memories.Length > 1 ? WasmFeatures.MultiMemory : WasmFeatures.None;
        used |= definition.Tags.Length > 0 ? WasmFeatures.Exceptions : WasmFeatures.None;
        return used;
    }
}
