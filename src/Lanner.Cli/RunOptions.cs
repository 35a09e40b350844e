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

    public TimeSpan? Timeout { get; set; }

    public long? MaximumMemory { get; set; }

    public int? Seed { get; init; }

    public WasmFeatures Features { get; init; } = WasmFeatures.Default;
}
