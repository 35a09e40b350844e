using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner parse</c>: translates the text format to the binary format.</summary>
internal static class ParseCommand
{
    internal static Command Create()
    {
        var file = FileArguments.Create("The module or component in the text format (.wat), or - for standard input.");
        var output = SharedOptions.CreateOutput("Where the binary goes; by default to standard output.");
        var noValidation = new Option<bool>("--no-validate") { Description = "Translates what is not valid too." };
        var command = new Command("parse", "Translates a module or component from the text format to the binary format.")
        {
            file, output, noValidation,
        };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
                var binary = result.GetValue(noValidation) ? ModuleFiles.ReadBinary(engine, path) : ReadValid(engine, path);
                return BinaryOutput.Write(binary, result.GetValue(output));
            });
        });
        return command;
    }

    private static ReadOnlyMemory<byte> ReadValid(Engine engine, string path)
    {
        var bytes = InputFile.Read(path);
        if (ComponentFiles.IsComponent(bytes))
        {
            return ComponentFiles.Make(engine, path, bytes).Binary;
        }

        using var module = ModuleFiles.Make(engine, path, bytes);
        return module.Binary;
    }
}
