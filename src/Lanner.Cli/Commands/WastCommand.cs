using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Wast;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner wast</c>: runs scripts of the official test suite.</summary>
internal static class WastCommand
{
    internal static Command Create()
    {
        var paths = FileArguments.CreateMany("FILE|DIR", "Scripts, or folders with scripts.");
        var check = SharedOptions.CreateChecked();
        var eager = new Option<bool>("--eager") { Description = "Compiles every function when its module is loaded." };
        var cut = OptionValues.CreateNumber(
            "--method-instructions",
            "Cuts functions into pieces when they have more instructions of CIL.",
            minimum: 1,
            maximum: int.MaxValue);
        var saved = OptionValues.Create(
            "--saved",
            "FORM",
            "Saves each module with its code, as cil, as native code or as a library of .NET, and runs it from the file.",
            ParseForm);
        var expected = new Option<string?>("--expected-failures")
        {
            Description = "A list of failures that are known: a script, or script:line, and a reason on each line. "
                + "A listed one that passes is a failure.",
            HelpName = "LIST",
        };
        var memory = new Option<bool>("--memory")
        {
            Description = "Prints on stderr what the process holds before the first script and after the last, "
                + "when all that is unused is unloaded.",
        };
        var command = new Command("wast", "Runs scripts of the WebAssembly test suite.")
        {
            paths, check, eager, cut, saved, expected, memory,
        };
        command.SetAction(result => Failures.Report("wast", () =>
        {
            var options = new ScriptOptions
            {
                MemoryMode = result.GetMemoryMode(check),
                MethodInstructions = (int?)result.ValueOf(cut),
                Saved = result.ValueOf(saved),
                Compilation = result.GetValue(eager) ? CompilationMode.Eager : CompilationMode.Lazy,
            };
            var list = result.GetValue(expected) is { } file ? ReadExpected(file) : null;
            var showsMemory = result.GetValue(memory);
            if (showsMemory)
            {
                Console.Error.WriteLine($"before: {MemoryUse.Measure()}");
            }

            var all = Run(result.GetRequiredValue(paths), options, list);
            if (showsMemory)
            {
                Console.Error.WriteLine($"after: {MemoryUse.Measure()}");
            }

            if (all.Expected > 0)
            {
                Console.WriteLine($"{all.Expected} failed as expected");
            }

            Console.WriteLine(all);
            return all.IsSuccess ? ExitCodes.Success : ExitCodes.BadModule;
        }));
        return command;
    }

    private static SavedForm ParseForm(string text) => text switch
    {
        "cil" => SavedForm.Cil,
        "native" => SavedForm.Native,
        "library" => SavedForm.Library,
        _ => throw new FormatException($"there is no form {Printable.Line(text)}; there are cil, native and library"),
    };

    private static ExpectedFailures ReadExpected(string path)
    {
        InputFile.Require(path);
        try
        {
            return ExpectedFailures.Read(path);
        }
        catch (FormatException error)
        {
            throw new FileException(path, error.Message, error);
        }
    }

    private static ScriptResult Run(string[] paths, ScriptOptions options, ExpectedFailures? expected)
    {
        var results = new List<ScriptResult>();
        foreach (var file in paths.SelectMany(Find).ToArray())
        {
            var result = ScriptRunner.Run(file, options);
            result = expected?.Judge(file, result) ?? result;
            foreach (var failure in result.Failures)
            {
                Console.WriteLine(Printable.Line(failure.ToString()));
            }

            foreach (var skip in result.Skips)
            {
                Console.WriteLine(Printable.Line(skip.ToString()));
            }

            results.Add(result with { Failures = [.. result.Failures] });
        }

        return ScriptResult.Combine(results);
    }

    private static IEnumerable<string> Find(string path)
    {
        if (!Directory.Exists(path))
        {
            InputFile.Require(path);
            if (new FileInfo(path).Length == 0)
            {
                throw new FileException(path, "the file is empty");
            }
        }

        var scripts = ScriptRunner.Find(path).ToArray();
        return scripts.Length > 0 ? scripts : throw new FileException(path, "there is no script (*.wast) in this directory");
    }
}
