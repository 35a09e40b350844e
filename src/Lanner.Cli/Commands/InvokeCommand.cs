using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Running;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner invoke</c>: calls a function of a component or a module.</summary>
internal static class InvokeCommand
{
    internal static Command Create()
    {
        var json = new Option<bool>("--json")
        {
            Description = "For components: CALL is a name, what follows it an array of arguments in JSON, and the result is JSON.",
        };
        var check = SharedOptions.CreateChecked();
        var noCache = new Option<bool>("--no-cache")
        {
            Description = "Neither looks for compiled code in the cache, nor adds it there.",
        };
        var file = FileArguments.Create("The component or module, binary or text, or - for standard input.");
        var call = new Argument<string>("CALL")
        {
            Description = "Of a component, a call with its arguments, such as 'add(1, 2)'; of a module, the name of an export.",
        };
        var arguments = new Argument<string[]>("args")
        {
            Description = "The arguments of a module's export, or with --json the array of those of a component's function.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("invoke", "Calls a function of a component or module and prints its result.")
        {
            json, check, noCache, file, call, arguments,
        };
        var features = new FeatureOptions();
        features.AddTo(command);
        var limits = new LimitOptions();
        foreach (var option in limits.All)
        {
            command.Add(option);
        }

        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            var given = result.GetValue(arguments) ?? [];
            return GuestRun.OnThread(path, () => GuestRun.Run(
                new RunOptions
                {
                    File = path,
                    Arguments = given,
                    Grants = WasiGrants.CreateBuilder(path, given),
                    Invoke = result.GetRequiredValue(call),
                    IsJson = result.GetValue(json),
                    MemoryMode = result.GetMemoryMode(check),
                    Limits = limits.Read(result),
                    Cache = result.GetValue(noCache) ? null : CommandCache.Open(),
                    Features = features.Read(result),
                },
                ComponentInvocation.Run));
        });
        return command;
    }
}
