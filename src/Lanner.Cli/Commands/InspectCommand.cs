using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner inspect</c>: shows the parts of a module or component.</summary>
internal static class InspectCommand
{
    internal static Command Create()
    {
        var file = FileArguments.Create("The module or component, binary or text, or - for standard input.");
        var command = new Command(
            "inspect",
            "Shows the parts of a module (sections, imports, exports, sizes, features) or of a component (core modules, imports, exports).")
        {
            file,
        };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
                var bytes = InputFile.Read(path);
                if (ComponentFiles.IsComponent(bytes))
                {
                    ComponentInspection.Print(ComponentFiles.Make(engine, path, bytes));
                    return ExitCodes.Success;
                }

                using var module = ModuleFiles.Make(engine, path, bytes);
                Print(module);
                return ExitCodes.Success;
            });
        });
        return command;
    }

    private static void Print(Module module)
    {
        Console.WriteLine($"module {(module.Name is { } name ? Printable.Name(name) : "(no name)")}: {module.Binary.Length} bytes");
        Console.WriteLine("sections:");
        foreach (var section in module.Sections)
        {
            var title = section.Name is null ? section.Id.ToString() : $"custom \"{Printable.Name(section.Name)}\"";
            Console.WriteLine($"  {title,-34} {section.Size,10} bytes at 0x{section.Offset:x}");
        }

        var counts = module.Sections.ToLookup(section => section.Id, section => section.Count);
        Console.WriteLine(
            $"defines: {Count(SectionId.Type)} types, {Count(SectionId.Function)} functions, {Count(SectionId.Table)} tables, "
            + $"{Count(SectionId.Memory)} memories, {Count(SectionId.Global)} globals, {Count(SectionId.Tag)} tags, "
            + $"{Count(SectionId.Element)} element segments, {Count(SectionId.Data)} data segments");
        Console.WriteLine("imports:");
        foreach (var import in module.Imports)
        {
            Console.WriteLine($"  {Printable.Name(import.ModuleName)}.{Printable.Name(import.Name)}: {import.Type}");
        }

        Console.WriteLine("exports:");
        foreach (var export in module.Exports)
        {
            Console.WriteLine($"  {Printable.Name(export.Name)}: {export.Type}");
        }

        var features = Module.GetRequiredFeatures(module.Engine, module.Binary);
        Console.WriteLine($"features: {(features == WasmFeatures.None ? "those of version 1.0" : features.ToString())}");

        int Count(SectionId id) => counts[id].Sum();
    }
}
