using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Commands;
using Lanner.Cli.Messages;

var root = new RootCommand("Lanner runs, validates and inspects WebAssembly modules.");

// One command takes less time to make than all; they are needed where none is named.
if (args is [var name, ..] && MakeCommand(name) is { } wanted)
{
    root.Add(wanted);
    args = name == RunCommand.Name ? GuestArguments.Separate(args, wanted) : args;
}
else
{
    foreach (var each in new[] { RunCommand.Name, "compile", "cache", "validate", "inspect", "print", "parse", "functions", "wast" })
    {
        root.Add(MakeCommand(each)!);
    }
}

var result = root.Parse(args);
if (result.Errors.Count > 0)
{
    Console.Error.WriteLine(CommandLineErrors.Describe(result, root));
    return ExitCodes.Usage;
}

return result.Invoke();

static Command? MakeCommand(string name) => name switch
{
    RunCommand.Name => RunCommand.Create(),
    "compile" => CompileCommand.Create(),
    "cache" => CacheCommand.Create(),
    "validate" => ValidateCommand.Create(),
    "inspect" => InspectCommand.Create(),
    "print" => PrintCommand.Create(),
    "parse" => ParseCommand.Create(),
    "functions" => FunctionsCommand.Create(),
    "wast" => WastCommand.Create(),
    _ => null,
};
