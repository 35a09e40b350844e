using System.CommandLine;

namespace Lanner.Cli;

/// <summary><c>lanner validate</c>: says which modules are valid.</summary>
internal static class ValidateCommand
{
    internal static Command Create()
    {
        var files = ModuleFiles.CreateManyArgument("FILE", "Modules, binary or text, or - for standard input.");
        var features = new FeatureOptions();
        var command = new Command("validate", "Checks that modules are well-formed and valid.") { files };
        features.AddTo(command);
        command.SetAction(result =>
        {
            using var engine = new Engine(new EngineOptions { Features = features.Read(result) });
            var exitCode = ExitCodes.Success;
            foreach (var file in result.GetRequiredValue(files))
            {
                var code = Failures.Report(file, () =>
                {
                    using var module = ModuleFiles.Load(engine, file);
                    Console.WriteLine($"{file}: valid");
                    return ExitCodes.Success;
                });
                exitCode = Math.Max(exitCode, code);
            }

            return exitCode;
        });
        return command;
    }
}
