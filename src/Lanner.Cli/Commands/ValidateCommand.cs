using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner validate</c>: says which modules are valid.</summary>
internal static class ValidateCommand
{
    internal static Command Create()
    {
        var files = FileArguments.CreateMany("FILE", "Modules or components, binary or text, or - for standard input.");
        var features = new FeatureOptions();
        var command = new Command("validate", "Checks that modules and components are well-formed and valid.") { files };
        features.AddTo(command);
        command.SetAction(result =>
        {
            using var engine = new Engine(new EngineOptions { Features = features.Read(result) });
            var exitCode = ExitCodes.Success;
            foreach (var file in result.GetRequiredValue(files))
            {
                var code = Failures.Report(file, () =>
                {
                    Validate(engine, file, InputFile.Read(file));
                    Console.WriteLine($"{file}: valid");
                    return ExitCodes.Success;
                });
                exitCode = Math.Max(exitCode, code);
            }

            return exitCode;
        });
        return command;
    }

    private static void Validate(Engine engine, string file, byte[] bytes)
    {
        if (ComponentFiles.IsComponent(bytes))
        {
            ComponentFiles.Make(engine, file, bytes);
            return;
        }

        using var module = ModuleFiles.Make(engine, file, bytes);
    }
}
