using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Running;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner serve</c> and <c>lanner up</c>: start the server, which reads the same command line.</summary>
internal static class ServeCommand
{
    internal static Command Create()
    {
        var command = new Command(ServeOptions.CommandName, "Serves a module or component over HTTP, or what a manifest says.");
        new ServeOptions().AddTo(command);
        command.SetAction(result => Start([.. result.Tokens.Select(token => token.Value)]));
        return command;
    }

    internal static Command CreateUp()
    {
        var command = new Command("up", "Serves what lanner.toml of this folder says, and follows its changes.");
        new ServeOptions().AddServerTo(command);
        command.SetAction(result => Start(
            [ServeOptions.CommandName, ServeOptions.WatchName, .. result.Tokens.Skip(1).Select(token => token.Value)]));
        return command;
    }

    private static int Start(string[] arguments) => Failures.Report(ServeOptions.CommandName, () => ServerProcess.Run(arguments));
}
