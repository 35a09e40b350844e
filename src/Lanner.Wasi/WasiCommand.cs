using Lanner.Components;

namespace Lanner.Wasi;

/// <summary>Programs that are components: those that export <c>wasi:cli/run</c>.</summary>
public static class WasiCommand
{
    /// <summary>The names of the interface, with the versions that are left out: any of 0.3, which counts where there are two, and any of
    /// 0.2, which toolchains may add to a program of 0.3 without meaning it.</summary>
    private static readonly string[] Interfaces = ["wasi:cli/run@0.3.", "wasi:cli/run@0.2."];

    /// <summary>Tests whether a component is a program of WASI 0.2 or 0.3.</summary>
    /// <param name="component">The component.</param>
    public static bool IsCommand(Component component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return Find(component.Exports) is not null;
    }

    /// <summary>Runs a program. What it has written may wait for <see cref="WasiContext.Flush"/>, or the end of the context. Afterwards
    /// the instance may not be called again.</summary>
    /// <param name="instance">An instance of the program, in the store whose limits hold for it.</param>
    /// <returns>The exit code: 0 if the program says that it has succeeded, 1 if not, or the one that it has ended itself with.</returns>
    /// <exception cref="ArgumentException">It is no program of WASI 0.2 or 0.3.</exception>
    /// <exception cref="TrapException">The guest trapped, was interrupted or has passed a limit.</exception>
    /// <example><code>
    /// using var context = builder.Build();
    /// var linker = new ComponentLinker(engine);
    /// linker.DefineWasi(context);
    /// var exitCode = WasiCommand.Run(linker.Instantiate(store, component));
    /// </code></example>
    public static int Run(ComponentInstance instance)
    {
        var run = RunFunctionOf(instance);
        try
        {
            return ExitCodeOf(run.Type.IsAsync ? run.CallToExitAsync(default).GetAwaiter().GetResult() : run.Call());
        }
        catch (WasiExitException exit)
        {
            return exit.ExitCode;
        }
    }

    /// <summary>Runs a program on a thread of a pool, so that the caller's is free while it runs or waits. One of WASI 0.3 takes no
    /// thread while it waits.</summary>
    /// <param name="instance">An instance of the program, in a store that nothing else uses until the program has ended.</param>
    /// <param name="scheduler">The pool; null for <see cref="GuestScheduler.Shared"/>.</param>
    /// <param name="cancellation">Stops the program, if the engine was made with <see cref="EngineOptions.Interruptible"/>; otherwise it is
    /// only not begun any more.</param>
    /// <returns>A task with the exit code. It ends with what <see cref="Run"/> would throw, or cancelled.</returns>
    public static Task<int> RunAsync(
        ComponentInstance instance, TaskScheduler? scheduler = null, CancellationToken cancellation = default)
    {
        var run = RunFunctionOf(instance);
        return run.Type.IsAsync
            ? RunAsync(run, scheduler, cancellation)
            : instance.Store.RunAsync(() => Run(instance), scheduler, cancellation);
    }

    private static async Task<int> RunAsync(ComponentFunction run, TaskScheduler? scheduler, CancellationToken cancellation)
    {
        try
        {
            return ExitCodeOf(await run.CallToExitAsync(default, returned: null, scheduler, cancellation).ConfigureAwait(false));
        }
        catch (WasiExitException exit)
        {
            return exit.ExitCode;
        }
    }

    private static ComponentFunction RunFunctionOf(ComponentInstance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var run = Find(instance.Exports) is { } export ? instance.FindInstance(export.Name)?.FindFunction("run") : null;
        return run is { Type: { Parameters.Count: 0, Result: ResultType } }
            ? run
            : throw new ArgumentException(
                "The component exports no wasi:cli/run of WASI 0.2 or 0.3, by which programs are run.", nameof(instance));
    }

    private static int ExitCodeOf(ComponentValue? result) => result!.Value.AsResult().IsError ? 1 : 0;

    private static ComponentExtern? Find(IReadOnlyList<ComponentExtern> exports) => ExportedInterface.Find(exports, Interfaces);
}
