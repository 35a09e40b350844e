using System.CommandLine;

namespace Lanner.Cli;

/// <summary><c>lanner parse</c>: translates the text format to the binary format.</summary>
internal static class ParseCommand
{
    internal static Command Create()
    {
        var file = ModuleFiles.CreateArgument("The module in the text format (.wat), or - for standard input.");
        var output = new Option<string?>("--output", "-o") { Description = "Where the binary goes; by default to standard output.", HelpName = "FILE" };
        var noValidation = new Option<bool>("--no-validate") { Description = "Translates modules that are not valid too." };
        var command = new Command("parse", "Translates a module from the text format to the binary format.") { file, output, noValidation };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                var binary = ModuleFiles.ReadBinary(path, validates: !result.GetValue(noValidation));
                return Write(binary, result.GetValue(output));
            });
        });
        return command;
    }

    private static int Write(byte[] binary, string? target)
    {
        if (target is not null && target != ModuleFiles.Standard)
        {
            File.WriteAllBytes(target, binary);
            return ExitCodes.Success;
        }

        if (target is null && !Console.IsOutputRedirected)
        {
            Console.Error.WriteLine("lanner: standard output is a terminal, and the binary is not for reading: name a file with -o");
            return ExitCodes.Usage;
        }

        using var standardOutput = Console.OpenStandardOutput();
        standardOutput.Write(binary);
        return ExitCodes.Success;
    }
}
