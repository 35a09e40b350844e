using System.CommandLine;
using System.Text;
using Lanner.Text.Printing;

namespace Lanner.Cli;

/// <summary><c>lanner print</c>: translates the binary format to the text format.</summary>
internal static class PrintCommand
{
    internal static Command Create()
    {
        var file = ModuleFiles.CreateArgument("The module, binary or text, or - for standard input.");
        var output = new Option<string?>("--output", "-o") { Description = "Where the text goes; by default to standard output.", HelpName = "FILE" };
        var command = new Command("print", "Prints a module in the text format.") { file, output };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                var binary = ModuleFiles.ReadBinary(path, validates: false);
                var target = result.GetValue(output);
                using var stream = target is null or ModuleFiles.Standard ? Console.OpenStandardOutput() : File.Create(target);
                using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
                ModulePrinter.Print(binary, writer);
                return ExitCodes.Success;
            });
        });
        return command;
    }
}
