using System.Diagnostics;
using System.Globalization;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Wasi;

namespace Lanner.Cli.Running;

/// <summary>Runs a guest as <c>lanner run</c> was told to.</summary>
internal static class GuestRun
{
    /// <summary>Guests written in C expect a few megabytes; deep recursion is ended by a trap well before.</summary>
    internal const int StackSize = 16 << 20;

    /// <summary>Runs something on a thread with room for guests, and tells what goes wrong.</summary>
    /// <param name="path">The file of the guest.</param>
    /// <param name="run">Reads the options and runs the guest.</param>
    /// <returns>The exit code.</returns>
    internal static int OnThread(string path, Func<int> run)
    {
        var exitCode = 0;
        var thread = new Thread(() => exitCode = Failures.Report(path, run), StackSize);
        thread.Start();
        thread.Join();
        return exitCode;
    }

    /// <summary>Runs a guest: of a module what the options say, of a component what is given.</summary>
    /// <param name="options">The options.</param>
    /// <param name="runComponent">Runs a component that is loaded, with the time since the start.</param>
    /// <returns>The exit code.</returns>
    internal static int Run(RunOptions options, Func<RunOptions, LoadedComponent, Stopwatch, int> runComponent)
    {
        var clock = Stopwatch.StartNew();
        if (ComponentFiles.IsCompiledComponent(options.File))
        {
            using var compiled = LoadedComponent.FromCompiled(options);
            return runComponent(options, compiled, clock);
        }

        if (ModuleFiles.IsCompiled(options.File))
        {
            return RunCompiled(options, clock);
        }

        var bytes = InputFile.Read(options.File);
        if (ComponentFiles.IsComponent(bytes))
        {
            using var component = LoadedComponent.Make(options, bytes);
            return runComponent(options, component, clock);
        }

        return RunModule(options, bytes, clock);
    }

    private static int RunModule(RunOptions options, byte[] bytes, Stopwatch clock)
    {
        using var engine = CreateEngine(options, isInterruptible: false);
        using var module = ModuleFiles.Make(engine, options.File, bytes);
        if (!WasiThreads.AreUsedBy(module))
        {
            using var filling = CacheFilling.Of(options, module);
            return Run(options, module, usesThreads: false, clock);
        }

        // Threads have to be interruptible, which slows others down a little.
        using var interruptible = CreateEngine(options, isInterruptible: true);
        using var threaded = ModuleFiles.Make(interruptible, options.File, bytes);
        using var fillingThreaded = CacheFilling.Of(options, threaded);
        return Run(options, threaded, usesThreads: true, clock);
    }

    /// <summary>A compiled module is interruptible or not; with threads it has to be.</summary>
    private static int RunCompiled(RunOptions options, Stopwatch clock)
    {
        using var engine = CreateEngine(options, isInterruptible: ModuleFiles.IsInterruptible(options.File));
        using var module = ModuleFiles.LoadCompiled(engine, options.File);
        var usesThreads = WasiThreads.AreUsedBy(module);
        return usesThreads && !engine.Options.Interruptible
            ? throw new FileException(options.File, "programs with threads are compiled with lanner compile --interruptible")
            : Run(options, module, usesThreads, clock);
    }

    internal static Engine CreateEngine(RunOptions options, bool isInterruptible) => new(options.Limits.Enforce(new EngineOptions
    {
        Features = options.Features,
        Cache = options.Cache,
        UnloadsModules = false,
        MemoryMode = options.MemoryMode,
        Interruptible = isInterruptible,
        Deterministic = options.IsDeterministic,
        FuelCosts = options.IsDeterministic ? FuelCosts.Default : null,
    }));

    private static int Run(RunOptions options, Module module, bool usesThreads, Stopwatch clock) =>
        options.IsJson ? throw new NotSupportedException("--json is for components")
        : Run(options, module.Engine, clock, (context, store, noteInstantiated) =>
        {
            var linker = new Linker(module.Engine);
            linker.DefineWasi(context);
            using var preloads = new PreloadedModules(options.Preloads, linker, store, usesThreads);
            var threads = usesThreads ? new WasiThreads(linker, store, module) : null;
            UnknownImportDefinitions.Define(options.UnknownImports, linker, store, module);
            var instance = Instantiate(linker, store, module);
            noteInstantiated();
            if (options.Invoke is null)
            {
                RunProgram(instance, threads);
            }
            else
            {
                ExportInvocation.Run(instance, options.Invoke, options.Arguments, context);
            }
        });

    /// <summary>Runs a guest with its grants and within its limits.</summary>
    /// <param name="options">The options.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="clock">The time since the start.</param>
    /// <param name="run">Makes an instance of the guest, calls what it is given last, and runs the guest.</param>
    /// <returns>The exit code.</returns>
    internal static int Run(RunOptions options, Engine engine, Stopwatch clock, Action<WasiContext, Store, Action> run)
    {
        var loaded = clock.Elapsed;
        using var context = options.Grants.Build();
        using var signals = new TerminationSignals(context.Flush);
        using var waits = new WaitSignal();
        using var store = new Store(engine, options.Limits.Store);
        using var deadline = options.Limits.Time is { } time ? store.InterruptAfter(time) : null;
        var instantiated = loaded;
        var hasFailed = true;
        try
        {
            run(context, store, () => instantiated = clock.Elapsed);
            hasFailed = false;
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
        catch (UnknownImportException unknown)
        {
            unknown.Backtrace = WasmBacktrace.Of(unknown);
            throw;
        }
        catch (WasmException exception)
        {
            _ = exception.Backtrace;
            throw;
        }
        catch (WasiExitException exit)
        {
            hasFailed = exit.ExitCode != 0;
            return exit.ExitCode;
        }
        finally
        {
            context.Flush();
            if (hasFailed && context.MissingPath is { } path)
            {
                Console.Error.WriteLine($"lanner: the guest asked for {Printable.Line(path)}, which no --dir grants");
            }

            if (options.ShowTimings)
            {
                var (instantiating, running) = (instantiated - loaded, clock.Elapsed - instantiated);
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"load_ms={loaded.TotalMilliseconds:F2} instantiate_ms={instantiating.TotalMilliseconds:F2} "
                    + $"run_ms={running.TotalMilliseconds:F2}"));
            }
        }
    }

    private static Instance Instantiate(Linker linker, Store store, Module module)
    {
        try
        {
            return linker.Instantiate(store, module);
        }
        catch (LinkException error)
        {
            throw new NotSupportedException(error.Message + LinkHints.For(error.Import, linker), error);
        }
    }

    private static void RunProgram(Instance instance, WasiThreads? threads)
    {
        // A module without _start but with _initialize is a reactor: a library, of which nothing is to be run.
        var start = GuestEntry.Find(instance, "_start") ?? (threads is null ? GuestEntry.Find(instance, "_initialize") : null)
            ?? throw new NotSupportedException("the module exports no _start; name a function with --invoke");
        if (threads is not null)
        {
            threads.Run(instance);
            return;
        }

        // A delegate of this type is there; for anything else, code would be made.
        start.ToDelegate<Action>()();
    }
}
