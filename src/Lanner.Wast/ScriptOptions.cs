namespace Lanner.Wast;

/// <summary>The options that scripts are run with.</summary>
public sealed record ScriptOptions
{
    /// <summary>The features that modules may use; null for those that the folder of the script calls for.</summary>
    public WasmFeatures? Features { get; init; }

    /// <summary>The time that one file may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The way to keep guests inside their memories; null for the default of the machine.</summary>
    public MemoryMode? MemoryMode { get; init; }

    /// <summary>The time when functions are compiled.</summary>
    public CompilationMode Compilation { get; init; }

    /// <summary>True if a script that takes too long can be stopped. What guests are compiled to differs, so that a suite should run both
    /// ways.</summary>
    public bool Interruptible { get; init; } = true;

    /// <summary>The costs of instructions; null when fuel is not to be counted.</summary>
    public FuelCosts? FuelCosts { get; init; }

    /// <summary>The number of CIL instructions that a method may have before parts of its function are outlined; null for the number that
    /// the JIT can take. Tests make it small, so that everything is cut.</summary>
    public int? MethodInstructions { get; init; }

    /// <summary>The form in which modules are saved with their code before they are run from the file; null if they are not.</summary>
    public SavedForm? Saved { get; init; }

    /// <summary>Makes the engine that a file runs on; it differs in tests of the runner itself.</summary>
    internal Func<WasmFeatures, IScriptHost>? HostFactory { get; init; }
}
