using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Running;
using Lanner.Wasi;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner run</c>: runs a program, or calls one of its functions.</summary>
internal static class RunCommand
{
    /// <summary>The name of the command.</summary>
    internal const string Name = "run";

    internal static Command Create()
    {
        var invoke = new Option<string?>("--invoke")
        {
            Description = "Calls this export instead of _start and prints each result on a line.",
            HelpName = "NAME",
        };
        var check = SharedOptions.CreateChecked();
        var timings = new Option<bool>("--timings") { Description = "Prints on stderr how long loading, instantiating and running took." };
        var coreDump = new Option<string?>("--coredump")
        {
            Description = "Writes a core dump to a file if the guest traps.",
            HelpName = "FILE",
        };
        var deterministic = new Option<bool>("--deterministic")
        {
            Description = "Makes two runs with the same input the same: NaNs and relaxed vectors, fuel, clocks, "
                + "and random numbers (from --seed, or 0).",
        };
        var preloads = OptionValues.CreateList(
            "--preload", "NAME=FILE", "Instantiates a module first, whose exports the program may import by the name.", Preload.Parse);
        var unknown = OptionValues.Create(
            "--unknown-imports",
            "WAY",
            "What becomes of imports that nobody offers: deny (the module is not run), trap (when they are called), "
                + "or default (functions return zero or null).",
            UnknownImportDefinitions.Parse);
        var noCache = new Option<bool>("--no-cache")
        {
            Description = "Neither looks for compiled code of the module in the cache, nor adds it there.",
        };
        var file = FileArguments.Create("The module, binary (.wasm) or text (.wat), or - for standard input.");
        var arguments = new Argument<string[]>("args")
        {
            Description = "What the guest gets as arguments.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(Name, "Runs a program, or calls one of its functions with --invoke.")
        {
            invoke, check, timings, coreDump, deterministic, preloads, unknown, noCache, file, arguments,
        };
        var features = new FeatureOptions();
        features.AddTo(command);
        var limits = new LimitOptions();
        foreach (var option in limits.All)
        {
            command.Add(option);
        }

        var wasi = new WasiOptions();
        wasi.AddTo(command);
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Run(path, () => new RunOptions
            {
                File = path,
                Arguments = result.GetValue(arguments) ?? [],
                Grants = wasi.CreateBuilder(result, path, result.GetValue(arguments) ?? [], result.GetValue(deterministic)),
                Invoke = result.GetValue(invoke),
                MemoryMode = result.GetMemoryMode(check),
                ShowTimings = result.GetValue(timings),
                IsDeterministic = result.GetValue(deterministic),
                Limits = limits.Read(result),
                Preloads = result.GetValue(preloads) ?? [],
                UnknownImports = result.ValueOf(unknown) ?? UnknownImports.Deny,
                CoreDump = result.GetValue(coreDump),
                Cache = result.GetValue(noCache) ? null : CommandCache.Open(),
                Features = features.Read(result),
            });
        });
        return command;
    }

    /// <summary>Runs a program without options, which the command line need not be parsed for: that takes as long as all of .NET takes to
    /// start.</summary>
    internal static int RunWithoutOptions(string path, string[] arguments) => Run(path, () => RunOptions.None(path, arguments));

    private static int Run(string path, Func<RunOptions> options) =>
        GuestRun.OnThread(path, () => GuestRun.Run(options(), ComponentRun.Run));
}
