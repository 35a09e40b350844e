using System.Diagnostics;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Wasi;

namespace Lanner.Cli.Running;

/// <summary>Runs a program of WASI 0.2 or 0.3: a component that exports <c>wasi:cli/run</c>.</summary>
internal static class ComponentRun
{
    /// <returns>The exit code.</returns>
    internal static int Run(RunOptions options, LoadedComponent component, Stopwatch clock)
    {
        RefuseOptionsOfModules(options);
        if (!WasiCommand.IsCommand(component.Component))
        {
            throw new FileException(options.File, "the component exports no wasi:cli/run of WASI 0.2 or 0.3, by which programs are run");
        }

        return component.Run(options, clock, static instance =>
        {
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
