namespace Lanner.Wast;

/// <summary>How scripts are run.</summary>
public sealed record ScriptOptions
{
    /// <summary>What modules may use; null for what the folder of the script calls for.</summary>
    public WasmFeatures? Features { get; init; }

    /// <summary>How long one file may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How guests are kept inside their memories; null for what the machine does best.</summary>
    public MemoryMode? MemoryMode { get; init; }

    /// <summary>When functions are compiled.</summary>
    public CompilationMode Compilation { get; init; }

    /// <summary>Whether a script that takes too long can be stopped. What guests are compiled to differs, so that a suite should run both
    /// ways.</summary>
    public bool Interruptible { get; init; } = true;

    /// <summary>What instructions cost; null when fuel is not to be counted.</summary>
    public FuelCosts? FuelCosts { get; init; }

    /// <summary>How many instructions of CIL a method may have before its function is cut into pieces; null for what the JIT can take.
    /// Tests make it small, so that everything is cut.</summary>
    public int? MethodInstructions { get; init; }

    /// <summary>Makes the engine that a file runs on; it differs in tests of the runner itself.</summary>
    internal Func<WasmFeatures, IScriptHost>? HostFactory { get; init; }
}
