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
        var file = FileArguments.Create("The module in the text format (.wat), or - for standard input.");
        var output = SharedOptions.CreateOutput("Where the binary goes; by default to standard output.");
        var noValidation = new Option<bool>("--no-validate") { Description = "Translates modules that are not valid too." };
        var command = new Command("parse", "Translates a module from the text format to the binary format.") { file, output, noValidation };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
                var binary = result.GetValue(noValidation) ? ModuleFiles.ReadBinary(engine, path) : ReadValid(engine, path);
                return Write(binary, result.GetValue(output));
            });
        });
        return command;
    }

    private static ReadOnlyMemory<byte> ReadValid(Engine engine, string path)
    {
        using var module = ModuleFiles.Load(engine, path);
        return module.Binary;
    }

    private static int Write(ReadOnlyMemory<byte> binary, string? target)
    {
        if (target is null && !Console.IsOutputRedirected)
        {
            Console.Error.WriteLine("lanner: standard output is a terminal, and the binary is not for reading: name a file with -o");
            return ExitCodes.Usage;
        }

        OutputFile.Write(target, stream => stream.Write(binary.Span));
        return ExitCodes.Success;
    }
}
