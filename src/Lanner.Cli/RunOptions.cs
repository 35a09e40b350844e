using Lanner.Wasi;

namespace Lanner.Cli;

/// <summary>What the command line of <c>lanner run</c> asks for.</summary>
internal sealed class RunOptions
{
    public required string File { get; init; }

    public required string[] Arguments { get; init; }

    /// <summary>What the guest is given.</summary>
    public required WasiContextBuilder Grants { get; init; }

    public string? Invoke { get; init; }

    public bool IsChecked { get; init; }

    public bool ShowTimings { get; init; }

    /// <summary>Whether two runs with the same input are to be the same.</summary>
    public bool IsDeterministic { get; init; }

    public required GuestLimits Limits { get; init; }

    /// <summary>Modules that are instantiated before the program, which may import from them by the names.</summary>
    public Preload[] Preloads { get; init; } = [];

    /// <summary>What becomes of imports that nobody offers.</summary>
    public UnknownImports UnknownImports { get; init; }

    /// <summary>Where a core dump goes if the guest traps; null for none.</summary>
    public string? CoreDump { get; init; }

    public WasmFeatures Features { get; init; } = WasmFeatures.Default;
}
