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
        var file = FileArguments.Create("The module, binary (.wasm) or text (.wat), or - for standard input.");
        var command = new Command("compile", "Compiles a module to a file that lanner run begins to run at once.")
        {
            output, file,
        };
        var code = new CodeOptions();
        code.AddTo(command);
        var features = new FeatureOptions();
        features.AddTo(command);
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                var target = result.GetValue(output) ?? DefaultOutput(path);
                using var engine = code.CreateEngine(result, features.Read(result));
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
