using System.CommandLine;
using System.Text;
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
            Description = "Prints nothing but whether the file has the form that it would be given.",
        };
        var write = new Option<bool>("--write") { Description = "Gives the file that form." };
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
                var packages = Load(path, OptionsOf(result.GetValue(features) ?? []));
                if (result.GetValue(check) || result.GetValue(write))
                {
                    return Format(path, packages, result.GetValue(write));
                }

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

    private static WitPackages Load(string path, WitOptions options)
    {
        try
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
        catch (WitException error)
        {
            throw new FileException(error.File ?? path, error.Reason, error) { Line = error.Line, Column = error.Column };
        }
    }

    /// <summary>The text: of a file all packages in it, of a folder that of its own package.</summary>
    private static string Printed(string path, WitPackages packages) =>
        Directory.Exists(path) ? WitPrinter.Print(packages.Root) : WitPrinter.Print(packages);

    private static int Format(string path, WitPackages packages, bool writes)
    {
        var file = FileOf(path);
        var text = File.ReadAllText(file);
        var formatted = Printed(path, packages);
        if (text == formatted)
        {
            return ExitCodes.Success;
        }

        if (!writes)
        {
            Console.WriteLine($"{file}: not formatted");
            return ExitCodes.BadModule;
        }

        if (WitComments.Find(text) is { } line)
        {
            throw new FileException(file, "the comment is no documentation (///), and would be lost") { Line = line };
        }

        OutputFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(formatted)));
        return ExitCodes.Success;
    }

    /// <summary>The file of WIT that is to be formatted: itself, or the only one of a folder.</summary>
    private static string FileOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return path.EndsWith(".wit", StringComparison.OrdinalIgnoreCase)
                ? path
                : throw new NotSupportedException("only files of WIT (*.wit) are formatted");
        }

        return Directory.GetFiles(path, "*.wit") is [var only]
            ? only
            : throw new NotSupportedException("the package has several files, which are not formatted: they would become one");
    }
}
