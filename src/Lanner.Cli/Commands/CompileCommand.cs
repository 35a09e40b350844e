using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner compile</c>: compiles a module once, for many runs.</summary>
internal static class CompileCommand
{
    internal static Command Create()
    {
        var output = SharedOptions.CreateOutput(
            $"Where the compiled module goes; by default beside the module, with the extension {ModuleFiles.CompiledExtension}.");
        var check = SharedOptions.CreateChecked();
        var deterministic = new Option<bool>("--deterministic")
        {
            Description = "For lanner run with --deterministic.",
        };
        var interruptible = new Option<bool>("--interruptible")
        {
            Description = "For lanner run with --timeout, and for programs with threads.",
        };
        var fuel = new Option<bool>("--fuel") { Description = "For lanner run with --fuel." };
        var file = FileArguments.Create("The module, binary (.wasm) or text (.wat), or - for standard input.");
        var command = new Command("compile", "Compiles a module to a file that lanner run begins to run at once.")
        {
            output, check, deterministic, interruptible, fuel, file,
        };
        var features = new FeatureOptions();
        features.AddTo(command);
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                var target = result.GetValue(output) ?? DefaultOutput(path);
                using var engine = new Engine(new EngineOptions
                {
                    Features = features.Read(result),
                    MemoryMode = result.GetMemoryMode(check),
                    Interruptible = result.GetValue(interruptible),
                    Deterministic = result.GetValue(deterministic),
                    FuelCosts = result.GetValue(fuel) || result.GetValue(deterministic) ? FuelCosts.Default : null,
                });
                using var module = ModuleFiles.Load(engine, path);
                return Save(module, target);
            });
        });
        return command;
    }

    private static string DefaultOutput(string path) =>
        path == StandardStream.Name
            ? throw new NotSupportedException("name a file for the compiled module with -o")
            : Path.ChangeExtension(path, ModuleFiles.CompiledExtension);

    private static int Save(Module module, string output)
    {
        if (Path.GetExtension(output) != ModuleFiles.CompiledExtension)
        {
            throw new NotSupportedException(
                $"the name of a compiled module ends with {ModuleFiles.CompiledExtension}, by which lanner run knows it, "
                + $"and {Printable.Line(output)} does not");
        }

        if (!module.SaveCompiled(output))
        {
            Console.Error.WriteLine(
                "lanner: crossgen2 is not here, so that the file has no machine code, and the JIT makes it when it is run");
        }

        return ExitCodes.Success;
    }
}
