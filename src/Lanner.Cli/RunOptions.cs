using Lanner.Wasi;

namespace Lanner.Cli;

/// <summary>What the command line of <c>lanner run</c> asks for.</summary>
internal sealed class RunOptions
{
    public required string File { get; init; }

    public required string[] Arguments { get; init; }

    /// <summary>What the guest is given.</summary>
    public WasiContextBuilder Grants { get; set; } = new();

    /// <summary>The module, when it was found to start threads.</summary>
    public byte[]? ThreadedModule { get; set; }

    public string? Invoke { get; init; }

    public bool IsChecked { get; init; }

    public bool ShowTimings { get; init; }

    /// <summary>Whether two runs with the same input are to be the same.</summary>
    public bool IsDeterministic { get; init; }

    public GuestLimits Limits { get; set; } = new(new StoreLimits(), null);

    /// <summary>Where a core dump goes if the guest traps; null for none.</summary>
    public string? CoreDump { get; init; }

    public WasmFeatures Features { get; init; } = WasmFeatures.Default;
}
