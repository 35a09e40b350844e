using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Server.Commands;

var root = new RootCommand("The server of the command lanner.") { ServeCommand.Create() };
var result = root.Parse(args);
if (result.Errors.Count > 0)
{
    Console.Error.WriteLine(CommandLineErrors.Describe(result, root));
    return ExitCodes.Usage;
}

return result.Invoke();
