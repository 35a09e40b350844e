using System.Collections;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanner.Wasi;

namespace Lanner.Cli;

/// <summary><c>lanner run</c>: runs a program, or calls one of its functions.</summary>
internal static class RunCommand
{
    /// <summary>Guests written in C expect a few megabytes; deep recursion is ended by a trap well before.</summary>
    private const int StackSize = 16 << 20;

    internal static Command Create()
    {
        var directories = new Option<string[]>("--dir") { Description = "Grants a directory: HOST, HOST::GUEST or HOST::GUEST:ro.", HelpName = "HOST::GUEST" };
        var variables = new Option<string[]>("--env") { Description = "Sets an environment variable of the guest.", HelpName = "K=V" };
        var inherit = new Option<bool>("--inherit-env") { Description = "Gives the guest the environment of this process." };
        var invoke = new Option<string?>("--invoke") { Description = "Calls this export instead of _start and prints each result on a line.", HelpName = "NAME" };
        var check = new Option<bool>("--checked") { Description = "Compares every memory access with the memory's size, as on platforms that cannot guard memories." };
        var timings = new Option<bool>("--timings") { Description = "Prints on stderr how long loading, instantiating and running took." };
        var limits = new LimitOptions();
        var coreDump = new Option<string?>("--coredump") { Description = "Writes a core dump to a file if the guest traps.", HelpName = "FILE" };
        var seed = new Option<int?>("--seed") { Description = "Makes the guest's random numbers follow from a number.", HelpName = "N" };
        var all = AllFeatures.CreateOption();
        var file = ModuleFiles.CreateArgument("The module, binary (.wasm) or text (.wat), or - for standard input.");
        var arguments = new Argument<string[]>("args") { Description = "What the guest gets as arguments.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("run", "Runs a program, or calls one of its functions with --invoke.")
        {
            directories, variables, inherit, invoke, check, timings, coreDump, seed, all, file, arguments,
        };
        foreach (var option in limits.All)
        {
            command.Add(option);
        }

        command.SetAction(result =>
        {
            var options = new RunOptions
            {
                File = result.GetRequiredValue(file),
                Arguments = result.GetValue(arguments) ?? [],
                Directories = result.GetValue(directories) ?? [],
                Variables = result.GetValue(variables) ?? [],
                InheritEnvironment = result.GetValue(inherit),
                Invoke = result.GetValue(invoke),
                IsChecked = result.GetValue(check),
                ShowTimings = result.GetValue(timings),
                Seed = result.GetValue(seed),
                Features = AllFeatures.Read(result, all),
                CoreDump = result.GetValue(coreDump),
            };
            try
            {
                options.Limits = limits.Read(result);
            }
            catch (FormatException exception)
            {
                Console.Error.WriteLine($"lanner: {exception.Message}");
                return ExitCodes.Usage;
            }

            return RunOnLargeStack(options);
        });
        return command;
    }

    private static int RunOnLargeStack(RunOptions options)
    {
        var exitCode = 0;
        var thread = new Thread(() => exitCode = Failures.Report(options.File, () => Run(options)), StackSize);
        thread.Start();
        thread.Join();
        return exitCode;
    }

    private static int Run(RunOptions options)
    {
        var clock = Stopwatch.StartNew();
        using var engine = new Engine(options.Limits.Enforce(new EngineOptions
        {
            Features = options.Features,
            MemoryMode = options.IsChecked ? MemoryMode.Checked : null,
        }));
        using var module = ModuleFiles.Load(engine, options.File);
        var loaded = clock.Elapsed;
        using var context = CreateContext(options);
        using var store = new Store(engine, options.Limits.Store);
        using var deadline = options.Limits.Time is { } time ? store.InterruptAfter(time) : null;
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        var instantiated = loaded;
        try
        {
            var instance = linker.Instantiate(store, module);
            instantiated = clock.Elapsed;
            if (options.Invoke is null)
            {
                RunProgram(instance, options.File);
            }
            else
            {
                ExportInvocation.Run(instance, options.Invoke, options.Arguments, context);
            }

            return ExitCodes.Success;
        }
        catch (TrapException trap)
        {
            // What was active is found out while the module is there; it is shown when that is gone.
            _ = trap.Backtrace;
            if (options.CoreDump is not null)
            {
                CoreDumpFile.Write(options.CoreDump, store, trap, options.File);
            }

            throw;
        }
        catch (WasiExitException exit)
        {
            context.Flush();
            if (exit.ExitCode != 0 && context.MissingPath is { } path)
            {
                Console.Error.WriteLine($"lanner: the guest asked for {path}, which no --dir grants");
            }

            return exit.ExitCode;
        }
        finally
        {
            context.Flush();
            if (options.ShowTimings)
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"load_ms={loaded.TotalMilliseconds:F2} instantiate_ms={(instantiated - loaded).TotalMilliseconds:F2} run_ms={(clock.Elapsed - instantiated).TotalMilliseconds:F2}"));
            }
        }
    }

    private static void RunProgram(Instance instance, string file)
    {
        // A module without _start but with _initialize is a reactor: a library, of which nothing is to be run.
        var start = instance.FindFunction("_start") ?? instance.FindFunction("_initialize")
            ?? throw new NotSupportedException($"the module exports no _start; name a function with --invoke");
        start.Invoke();
    }

    private static WasiContext CreateContext(RunOptions options)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (options.InheritEnvironment)
        {
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            {
                environment[(string)variable.Key] = (string?)variable.Value ?? "";
            }
        }

        foreach (var variable in options.Variables)
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            environment[equals < 0 ? variable : variable[..equals]] = equals < 0 ? "" : variable[(equals + 1)..];
        }

        var context = new WasiContext
        {
            Arguments = [Path.GetFileName(options.File), .. options.Arguments],
            Environment = environment,
            Input = Console.OpenStandardInput(),
            Output = Console.OpenStandardOutput(),
            Error = Console.OpenStandardError(),
            IsInteractive = !Console.IsOutputRedirected,
            RandomSeed = options.Seed,
        };
        foreach (var directory in options.Directories)
        {
            var isReadOnly = directory.EndsWith(":ro", StringComparison.Ordinal);
            var names = (isReadOnly ? directory[..^3] : directory).Split("::", 2);
            context.AddDirectory(names[0], names.Length > 1 ? names[1] : names[0], isReadOnly);
        }

        return context;
    }
}
