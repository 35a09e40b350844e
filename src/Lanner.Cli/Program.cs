using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Commands;
using Lanner.Cli.Messages;

var run = RunCommand.Create();
var root = new RootCommand("Lanner runs, validates and inspects WebAssembly modules.")
{
    run,
    CompileCommand.Create(),
    CacheCommand.Create(),
    ValidateCommand.Create(),
    InspectCommand.Create(),
    PrintCommand.Create(),
    ParseCommand.Create(),
    FunctionsCommand.Create(),
    WastCommand.Create(),
};
var result = root.Parse(GuestArguments.Separate(args, run));
if (result.Errors.Count > 0)
{
    Console.Error.WriteLine(CommandLineErrors.Describe(result, root));
    return ExitCodes.Usage;
}

return result.Invoke();
