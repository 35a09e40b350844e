using System.CommandLine;
using System.Text;
using System.Text.Unicode;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Wit;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner wit</c>: shows, checks and formats WIT.</summary>
internal static class WitCommand
{
    internal static Command Create()
    {
        var file = FileArguments.Create(
            "A component, binary or text; or WIT: a file, a folder with files and its dependencies in deps, or the binary form.");
        var output = SharedOptions.CreateOutput("Where the binary form goes, instead of the text to standard output.");
        var check = new Option<bool>("--check")
        {
            Description = "Prints nothing but which files have not the form that they would be given.",
        };
        var write = new Option<bool>("--write") { Description = "Gives the files that form, and keeps all that is in them." };
        var features = new Option<string[]>("--wit-features")
        {
            Description = "Features whose unstable items are there; all for all of them.",
            HelpName = "NAME[,…]",
        };
        var command = new Command("wit", "Prints the WIT of a component or package, checks it, and formats it.")
        {
            output, check, write, features, file,
        };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                if (result.GetValue(check) || result.GetValue(write))
                {
                    return Explain(path, () => Format(path, result.GetValue(write)));
                }

                var packages = Explain(path, () => Load(path, OptionsOf(result.GetValue(features) ?? [])));
                if (result.GetValue(output) is { } target)
                {
                    var binary = WitBinary.Encode(packages.Root);
                    OutputFile.Write(target, stream => stream.Write(binary));
                }
                else
                {
                    Console.Write(Printed(path, packages));
                }

                return ExitCodes.Success;
            });
        });
        return command;
    }

    private static WitOptions OptionsOf(string[] features)
    {
        var names = features.SelectMany(feature => feature.Split(',')).ToArray();
        return new WitOptions { AllFeatures = names.Contains("all"), Features = names };
    }

    /// <summary>Does something with WIT, and says in which place the mistake is.</summary>
    private static T Explain<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (WitException error)
        {
            throw new FileException(error.File ?? path, error.Reason, error) { Line = error.Line, Column = error.Column };
        }
    }

    private static WitPackages Load(string path, WitOptions options)
    {
        if (Directory.Exists(path))
        {
            return WitPackages.Load(path, options);
        }

        var bytes = InputFile.Read(path);
        if (!ComponentFiles.IsComponent(bytes))
        {
            return WitPackages.Parse(Encoding.UTF8.GetString(bytes), path, options);
        }

        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
        return ComponentFiles.Make(engine, path, bytes).ToWit();
    }

    /// <summary>The text: of a file all packages in it, of a folder that of its own package.</summary>
    private static string Printed(string path, WitPackages packages) =>
        Directory.Exists(path) ? WitPrinter.Print(packages.Root) : WitPrinter.Print(packages);

    private static int Format(string path, bool writes)
    {
        var areFormatted = true;
        foreach (var file in FilesOf(path))
        {
            var bytes = InputFile.Read(file);
            var text = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new FileException(file, "this is no text in UTF-8");
            var formatted = WitPrinter.Format(text, file);
            if (text == formatted)
            {
                continue;
            }

            areFormatted = false;
            if (writes)
            {
                OutputFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(formatted)));
            }
            else
            {
                Console.WriteLine($"{file}: not formatted");
            }
        }

        return areFormatted || writes ? ExitCodes.Success : ExitCodes.BadModule;
    }

    /// <summary>The files of WIT that are to be formatted: one, or those of a folder.</summary>
    private static string[] FilesOf(string path) =>
        Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.wit").Order(StringComparer.Ordinal)]
        : path.EndsWith(".wit", StringComparison.OrdinalIgnoreCase) ? [path]
        : throw new NotSupportedException("only files of WIT (*.wit) are formatted");
}
