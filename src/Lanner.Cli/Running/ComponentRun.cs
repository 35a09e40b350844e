using System.Diagnostics;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;
using Lanner.Components;
using Lanner.Wasi;

namespace Lanner.Cli.Running;

/// <summary>Runs a program of WASI 0.2: a component that exports <c>wasi:cli/run</c>.</summary>
internal static class ComponentRun
{
    /// <returns>The exit code.</returns>
    internal static int Run(RunOptions options, byte[] bytes, Stopwatch clock)
    {
        RefuseOptionsOfModules(options);
        using var engine = GuestRun.CreateEngine(options, isInterruptible: false);
        var component = ComponentFiles.Make(engine, options.File, bytes);
        if (!WasiCommand.IsCommand(component))
        {
            throw new FileException(options.File, "the component exports no wasi:cli/run@0.2.x, by which programs are run");
        }

        return GuestRun.Run(options, engine, clock, (context, store, noteInstantiated) =>
        {
            var linker = new ComponentLinker(engine);
            linker.DefineWasi(context);
            var instance = linker.Instantiate(store, component);
            noteInstantiated();
            var exitCode = WasiCommand.Run(instance);
            if (exitCode != ExitCodes.Success)
            {
                throw new WasiExitException(exitCode);
            }
        });
    }

    private static void RefuseOptionsOfModules(RunOptions options)
    {
        var option = options.Invoke is not null ? "--invoke"
            : options.Preloads.Length > 0 ? "--preload"
            : options.UnknownImports != UnknownImports.Deny ? "--unknown-imports"
            : null;
        if (option is not null)
        {
            throw new FileException(options.File, $"this is a component, and {option} is for modules");
        }
    }
}
