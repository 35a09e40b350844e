using System.CommandLine;
using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Cli;

/// <summary><c>lanner inspect</c>: shows what a module is made of.</summary>
internal static class InspectCommand
{
    internal static Command Create()
    {
        var file = ModuleFiles.CreateArgument("The module, binary or text, or - for standard input.");
        var command = new Command("inspect", "Shows the sections, imports, exports, sizes and features of a module.") { file };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
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
        WriteLine($"module {(module.Name is { } name ? DisplayedName.Of(name) : "(no name)")}: {definition.Bytes.Length} bytes");
        WriteLine("sections:");
        PrintSections(definition);
        WriteLine(
            $"defines: {definition.Types.Length} types, {definition.Functions.Length - definition.ImportedFunctionCount} functions, "
            + $"{definition.Tables.Length - definition.ImportedTableCount} tables, {definition.Memories.Length - definition.ImportedMemoryCount} memories, "
            + $"{definition.Globals.Length - definition.ImportedGlobalCount} globals, {definition.Tags.Length - definition.ImportedTagCount} tags, "
            + $"{definition.ElementSegments.Length} element segments, {definition.DataSegments.Length} data segments");
        WriteLine("imports:");
        foreach (var import in module.Imports)
        {
            WriteLine($"  {DisplayedName.Of(import.ModuleName)}.{DisplayedName.Of(import.Name)}: {import.Type}");
        }

        WriteLine("exports:");
        foreach (var export in module.Exports)
        {
            WriteLine($"  {DisplayedName.Of(export.Name)}: {export.Type}");
        }

        var features = FeatureUse.Of(definition.Bytes);
        WriteLine($"features: {(features == WasmFeatures.None ? "those of version 1.0" : features.ToString())}");
    }

    private static void PrintSections(ModuleDefinition definition)
    {
        var custom = 0;
        foreach (var section in definition.Sections)
        {
            var name = section.Id == (byte)SectionId.Custom ? $"custom \"{DisplayedName.Of(definition.CustomSections[custom++].Name)}\"" : ((SectionId)section.Id).ToString();
            WriteLine($"  {name,-34} {section.Content.Length,10} bytes at 0x{section.Content.Offset:x}");
        }
    }

    /// <summary>Names come from the module, and might hold anything.</summary>
    private static void WriteLine(string line) => Console.WriteLine(Failures.OneLine(line));
}
