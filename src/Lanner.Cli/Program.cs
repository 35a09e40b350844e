using System.CommandLine;
using Lanner.Cli;

var root = new RootCommand("Lanner runs, validates and inspects WebAssembly modules.")
{
    RunCommand.Create(),
    ValidateCommand.Create(),
    InspectCommand.Create(),
    FunctionsCommand.Create(),
    WastCommand.Create(),
};
var result = root.Parse(GuestArguments.Separate(args));
var exitCode = result.Invoke();
return result.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
