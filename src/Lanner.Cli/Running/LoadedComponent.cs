using System.Diagnostics;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Modules;
using Lanner.Components;
using Lanner.Wasi;

namespace Lanner.Cli.Running;

/// <summary>The component that a command line names, in an engine of its own. What the cache lacks of it is compiled meanwhile.</summary>
internal sealed class LoadedComponent : IDisposable
{
    private readonly CacheFilling? _filling;

    private LoadedComponent(Component component, CacheFilling? filling)
    {
        Component = component;
        _filling = filling;
    }

    internal Component Component { get; }

    /// <summary>Loads a component, binary or text.</summary>
    internal static LoadedComponent Make(RunOptions options, byte[] bytes)
    {
        var component = ComponentFiles.Make(GuestRun.CreateEngine(options, isInterruptible: false), options.File, bytes);
        return new LoadedComponent(component, CacheFilling.Of(options, component));
    }

    /// <summary>Loads a compiled component.</summary>
    internal static LoadedComponent FromCompiled(RunOptions options)
    {
        var engine = GuestRun.CreateEngine(options, ComponentFiles.IsInterruptible(options.File));
        return new LoadedComponent(ComponentFiles.LoadCompiled(engine, options.File), null);
    }

    /// <summary>Makes an instance, with the grants of the command line and within its limits, and uses it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="clock">The time since the start.</param>
    /// <param name="use">Uses the instance.</param>
    /// <returns>The exit code.</returns>
    internal int Run(RunOptions options, Stopwatch clock, Action<ComponentInstance> use) =>
        GuestRun.Run(options, Component.Engine, clock, (context, store, noteInstantiated) =>
        {
            var linker = new ComponentLinker(Component.Engine);
            linker.DefineWasi(context);
            var instance = linker.Instantiate(store, Component);
            noteInstantiated();
            use(instance);
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        _filling?.Dispose();
        Component.Engine.Dispose();
    }
}
