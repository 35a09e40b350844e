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
        var invoke = new Option<string?>("--invoke") { Description = "Calls this export instead of _start and prints each result on a line.", HelpName = "NAME" };
        var check = new Option<bool>("--checked") { Description = "Compares every memory access with the memory's size, as on platforms that cannot guard memories." };
        var timings = new Option<bool>("--timings") { Description = "Prints on stderr how long loading, instantiating and running took." };
        var limits = new LimitOptions();
        var coreDump = new Option<string?>("--coredump") { Description = "Writes a core dump to a file if the guest traps.", HelpName = "FILE" };
        var all = AllFeatures.CreateOption();
        var deterministic = new Option<bool>("--deterministic")
        {
            Description = "Makes two runs with the same input the same: NaNs and relaxed vectors, fuel, clocks, and random numbers (from --seed, or 0).",
        };
        var file = ModuleFiles.CreateArgument("The module, binary (.wasm) or text (.wat), or - for standard input.");
        var arguments = new Argument<string[]>("args") { Description = "What the guest gets as arguments.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("run", "Runs a program, or calls one of its functions with --invoke.")
        {
            invoke, check, timings, coreDump, deterministic, all, file, arguments,
        };
        foreach (var option in limits.All)
        {
            command.Add(option);
        }

        var wasi = new WasiOptions();
        wasi.AddTo(command);
        command.SetAction(result =>
        {
            var options = new RunOptions
            {
                File = result.GetRequiredValue(file),
                Arguments = result.GetValue(arguments) ?? [],
                Invoke = result.GetValue(invoke),
                IsChecked = result.GetValue(check),
                ShowTimings = result.GetValue(timings),
                Features = AllFeatures.Read(result, all),
                CoreDump = result.GetValue(coreDump),
                IsDeterministic = result.GetValue(deterministic),
            };
            try
            {
                options.Grants = wasi.CreateBuilder(result, options.File, options.Arguments);
                options.Limits = limits.Read(result);
                if (options.IsDeterministic)
                {
                    options.Grants.Time = new VirtualClock();
                    options.Grants.RandomSeed ??= 0;
                }
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
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
            Interruptible = options.ThreadedModule is not null,
            Deterministic = options.IsDeterministic,
            FuelCosts = options.IsDeterministic ? FuelCosts.Default : null,
        }));
        using var module = options.ThreadedModule is { } bytes ? Module.FromBinary(engine, bytes) : ModuleFiles.Load(engine, options.File);
        if (WasiThreads.AreUsedBy(module) && options.ThreadedModule is null)
        {
            // Threads have to be interruptible, which slows others down a little.
            options.ThreadedModule = module.Definition.Bytes.ToArray();
            return Run(options);
        }

        var loaded = clock.Elapsed;
        using var context = options.Grants.Build();
        using var store = new Store(engine, options.Limits.Store);
        using var deadline = options.Limits.Time is { } time ? store.InterruptAfter(time) : null;
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        var threads = options.ThreadedModule is not null ? new WasiThreads(linker, store, module) : null;
        var instantiated = loaded;
        var hasFailed = false;
        try
        {
            var instance = linker.Instantiate(store, module);
            instantiated = clock.Elapsed;
            if (options.Invoke is null)
            {
                RunProgram(instance, threads);
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
            hasFailed = true;
            if (options.CoreDump is not null)
            {
                CoreDumpFile.Write(options.CoreDump, store, trap, options.File);
            }

            throw;
        }
        catch (WasiExitException exit)
        {
            hasFailed = exit.ExitCode != 0;
            return exit.ExitCode;
        }
        catch (LannerException)
        {
            hasFailed = true;
            throw;
        }
        finally
        {
            context.Flush();
            if (hasFailed && context.MissingPath is { } path)
            {
                Console.Error.WriteLine($"lanner: the guest asked for {Failures.OneLine(path)}, which no --dir grants");
            }

            if (options.ShowTimings)
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"load_ms={loaded.TotalMilliseconds:F2} instantiate_ms={(instantiated - loaded).TotalMilliseconds:F2} run_ms={(clock.Elapsed - instantiated).TotalMilliseconds:F2}"));
            }
        }
    }

    private static void RunProgram(Instance instance, WasiThreads? threads)
    {
        if (threads is not null)
        {
            threads.Run(instance);
            return;
        }

        // A module without _start but with _initialize is a reactor: a library, of which nothing is to be run.
        var start = instance.FindFunction("_start") ?? instance.FindFunction("_initialize")
            ?? throw new NotSupportedException($"the module exports no _start; name a function with --invoke");
        start.Invoke();
    }
}
