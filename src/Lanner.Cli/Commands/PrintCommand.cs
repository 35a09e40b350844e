using System.CommandLine;
using System.Text;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Components;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner print</c>: translates the binary format to the text format.</summary>
internal static class PrintCommand
{
    internal static Command Create()
    {
        var file = FileArguments.Create("The module or component, binary or text, or - for standard input.");
        var output = SharedOptions.CreateOutput("Where the text goes; by default to standard output.");
        var command = new Command("print", "Prints a module or component in the text format.") { file, output };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
                var binary = ModuleFiles.ReadBinary(engine, path);
                OutputFile.Write(result.GetValue(output), stream =>
                {
                    using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
                    if (ComponentFiles.IsComponent(binary))
                    {
                        writer.Write(Component.Print(engine, binary));
                    }
                    else
                    {
                        TextFormat.FromBinary(engine, binary, writer);
                    }
                });
                return ExitCodes.Success;
            });
        });
        return command;
    }
}
