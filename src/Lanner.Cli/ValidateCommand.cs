using System.CommandLine;

namespace Lanner.Cli;

/// <summary><c>lanner validate</c>: says which modules are valid.</summary>
internal static class ValidateCommand
{
    internal static Command Create()
    {
        var files = ModuleFiles.CreateManyArgument("FILE", "Modules, binary or text, or - for standard input.");
        var all = AllFeatures.CreateOption();
        var command = new Command("validate", "Checks that modules are well-formed and valid.") { files, all };
        command.SetAction(result =>
        {
            using var engine = new Engine(new EngineOptions { Features = AllFeatures.Read(result, all) });
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
