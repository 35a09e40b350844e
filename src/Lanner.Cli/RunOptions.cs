namespace Lanner.Cli;

/// <summary>What the command line of <c>lanner run</c> asks for.</summary>
internal sealed class RunOptions
{
    public required string File { get; init; }

    public required string[] Arguments { get; init; }

    public required string[] Directories { get; init; }

    public required string[] Variables { get; init; }

    public bool InheritEnvironment { get; init; }

    public string? Invoke { get; init; }

    public bool IsChecked { get; init; }

    public bool ShowTimings { get; init; }

    public GuestLimits Limits { get; set; } = new(new StoreLimits(), null);

    /// <summary>Where a core dump goes if the guest traps; null for none.</summary>
    public string? CoreDump { get; init; }

    public int? Seed { get; init; }

    public WasmFeatures Features { get; init; } = WasmFeatures.Default;
}
