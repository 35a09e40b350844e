using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Commands;
using Lanner.Cli.Messages;

var root = new RootCommand("Lanner runs, validates and inspects WebAssembly modules.");

(string Name, Func<Command> Make)[] commands =
[
    (RunCommand.Name, RunCommand.Create),
    ("compile", CompileCommand.Create),
    ("cache", CacheCommand.Create),
    ("validate", ValidateCommand.Create),
    ("inspect", InspectCommand.Create),
    ("print", PrintCommand.Create),
    ("parse", ParseCommand.Create),
    ("functions", FunctionsCommand.Create),
    ("wast", WastCommand.Create),
];

// One command takes less time to make than all; they are needed where none is named.
var first = args.Length > 0 ? args[0] : "";
foreach (var (name, make) in commands)
{
    if (name == first)
    {
        root.Add(make());
    }
}

if (root.Subcommands.Count == 0)
{
    foreach (var (_, make) in commands)
    {
        root.Add(make());
    }
}

if (first == RunCommand.Name)
{
    args = GuestArguments.Separate(args, root.Subcommands[0]);
}

var result = root.Parse(args);
if (result.Errors.Count > 0)
{
    Console.Error.WriteLine(CommandLineErrors.Describe(result, root));
    return ExitCodes.Usage;
}

return result.Invoke();
