using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Executables;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner compile</c>: compiles a module once, for many runs, to a library of .NET, or to an executable.</summary>
internal static class CompileCommand
{
    private const string LibraryExtension = ".dll";

    internal static Command Create()
    {
        var output = SharedOptions.CreateOutput(
            $"Where the compiled module goes; by default beside the module, with the extension {ModuleFiles.CompiledExtension}, "
            + $"or {LibraryExtension} for a library, or none for an executable.");
        var file = FileArguments.Create("The module or component, binary (.wasm) or text (.wat), or - for standard input.");
        var command = new Command("compile", "Compiles a module or component to a file that lanner run begins to run at once.")
        {
            output, file,
        };
        var code = new CodeOptions();
        code.AddTo(command);
        var features = new FeatureOptions();
        features.AddTo(command);
        var library = new LibraryCommandOptions();
        library.AddTo(command);
        var wasi = new WasiOptions();
        wasi.AddGrantsTo(command);
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, library.Errors(result), () =>
            {
                library.Check(result);
                var isExecutable = library.IsExecutable(result);
                if (wasi.AreGiven(result) && !isExecutable)
                {
                    throw new NotSupportedException("only an executable (--exe) is granted something when it is compiled");
                }

                var target = result.GetValue(output) ?? DefaultOutput(
                    path,
                    isExecutable ? (OperatingSystem.IsWindows() ? ".exe" : null)
                    : library.IsLibrary(result) ? LibraryExtension : ModuleFiles.CompiledExtension);
                using var engine = code.CreateEngine(result, features.Read(result));
                var bytes = InputFile.Read(path);
                if (ComponentFiles.IsComponent(bytes))
                {
                    var component = ComponentFiles.Make(engine, path, bytes);
                    if (isExecutable)
                    {
                        ExecutableBuilder.Build(component, library.MemoryModeOf(result, engine), wasi.ReadGrants(result), target);
                        return ExitCodes.Success;
                    }

                    return library.IsLibrary(result)
                        ? SaveLibrary(component.SaveLibrary, target, library.Read(result, Path.GetFileNameWithoutExtension(target), engine))
                        : Save(target, component.SaveCompiled);
                }

                using var module = ModuleFiles.Make(engine, path, bytes);
                if (isExecutable)
                {
                    wasi.RefuseGrantsOfComponents(result);
                    ExecutableBuilder.Build(module, library.MemoryModeOf(result, engine), wasi.ReadGrants(result), target);
                    return ExitCodes.Success;
                }

                return library.IsLibrary(result)
                    ? SaveLibrary(module.SaveLibrary, target, library.Read(result, Path.GetFileNameWithoutExtension(target), engine))
                    : Save(target, module.SaveCompiled);
            });
        });
        return command;
    }

    private static string DefaultOutput(string path, string? extension) =>
        path == StandardStream.Name
            ? throw new NotSupportedException("name a file for the compiled module with -o")
            : Path.ChangeExtension(path, extension);

    private static int SaveLibrary(Action<string, LibraryOptions, CancellationToken> save, string output, LibraryOptions library)
    {
        if (Path.GetExtension(output) != LibraryExtension)
        {
            throw new NotSupportedException($"the name of a library ends with {LibraryExtension}, and {Printable.Line(output)} does not");
        }

        try
        {
            save(output, library, CancellationToken.None);
        }
        catch (ArgumentException exception)
        {
            throw new NotSupportedException(exception.Message, exception);
        }

        return ExitCodes.Success;
    }

    private static int Save(string output, Func<string, CancellationToken, bool> save)
    {
        if (Path.GetExtension(output) != ModuleFiles.CompiledExtension)
        {
            throw new NotSupportedException(
                $"the name of a compiled module ends with {ModuleFiles.CompiledExtension}, by which lanner run knows it, "
                + $"and {Printable.Line(output)} does not");
        }

        if (!save(output, CancellationToken.None))
        {
            Console.Error.WriteLine(
                "lanner: crossgen2 is not here, so that the file has no machine code, and the JIT makes it when it is run");
        }

        return ExitCodes.Success;
    }
}
