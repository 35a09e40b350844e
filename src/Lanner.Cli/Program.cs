using System.CommandLine;
using System.Runtime.CompilerServices;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Commands;
using Lanner.Cli.Messages;

var first = args.Length > 0 ? args[0] : "";
if (first == RunCommand.Name && GuestArguments.FindWithoutOptions(args, out var guestArguments) is { } module)
{
    return RunCommand.RunWithoutOptions(module, guestArguments);
}

return CommandLine(args, first);

// Not inlined, so that what it takes is loaded only when it is called.
[MethodImpl(MethodImplOptions.NoInlining)]
static int CommandLine(string[] args, string first)
{
    var root = new RootCommand("Lanner runs, validates and inspects WebAssembly modules and components.");

    (string Name, Func<Command> Make)[] commands =
    [
        (RunCommand.Name, RunCommand.Create),
        ("invoke", InvokeCommand.Create),
        (ServeOptions.CommandName, ServeCommand.Create),
        ("up", ServeCommand.CreateUp),
        ("compile", CompileCommand.Create),
        ("cache", CacheCommand.Create),
        ("validate", ValidateCommand.Create),
        ("inspect", InspectCommand.Create),
        ("print", PrintCommand.Create),
        ("parse", ParseCommand.Create),
        ("wit", WitCommand.Create),
        ("compose", ComposeCommand.Create),
        ("functions", FunctionsCommand.Create),
        ("wast", WastCommand.Create),
    ];

    // One command takes less time to make than all; they are needed where none is named.
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
}
