using Lanner.Cli.CommandLine;
using Lanner.Wasi;

namespace Lanner.Cli.Running;

/// <summary>All that the command line of <c>lanner run</c> asks for.</summary>
internal sealed class RunOptions
{
    /// <summary>The options where none are given.</summary>
    /// <param name="file">The module.</param>
    /// <param name="arguments">The arguments of the guest.</param>
    internal static RunOptions None(string file, string[] arguments) => new()
    {
        File = file,
        Arguments = arguments,
        Grants = WasiGrants.CreateBuilder(file, arguments),
        Limits = GuestLimits.None,
        Cache = CommandCache.Open(),
    };

    /// <summary>The module.</summary>
    public required string File { get; init; }

    /// <summary>The arguments of the guest, or of the export that is called.</summary>
    public required string[] Arguments { get; init; }

    /// <summary>All that the guest is given.</summary>
    public required WasiContextBuilder Grants { get; init; }

    /// <summary>The export that is called instead of <c>_start</c>; null for <c>_start</c>.</summary>
    public string? Invoke { get; init; }

    /// <summary>True if arguments and results are JSON, which is for components.</summary>
    public bool IsJson { get; init; }

    /// <summary>The memory mode; null for the platform's.</summary>
    public MemoryMode? MemoryMode { get; init; }

    /// <summary>True if times are printed at the end.</summary>
    public bool ShowTimings { get; init; }

    /// <summary>True if two runs with the same input are to be the same.</summary>
    public bool IsDeterministic { get; init; }

    /// <summary>The limits of the guest.</summary>
    public required GuestLimits Limits { get; init; }

    /// <summary>Modules that are instantiated before the program, which may import from them by the names.</summary>
    public Preload[] Preloads { get; init; } = [];

    /// <summary>The fate of imports that nobody offers.</summary>
    public UnknownImports UnknownImports { get; init; }

    /// <summary>The file for a core dump if the guest traps; null for none.</summary>
    public string? CoreDump { get; init; }

    /// <summary>The cache of compiled modules; null for none.</summary>
    public CodeCache? Cache { get; init; }

    /// <summary>The parts of WebAssembly that modules may use.</summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.Default;
}
