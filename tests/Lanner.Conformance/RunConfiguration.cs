using Lanner.Wast;

namespace Lanner.Conformance;

/// <summary>A configuration in which guests run. All have the same results.</summary>
public sealed record RunConfiguration(MemoryMode MemoryMode, CompilationMode Compilation, int? MethodInstructions = null)
{
    /// <summary>Memory modes and times of compilation in each combination, and functions parts of which are outlined.</summary>
    public static TheoryData<MemoryMode, CompilationMode, int?> All => new()
    {
        { MemoryMode.Guarded, CompilationMode.Lazy, null },
        { MemoryMode.Guarded, CompilationMode.Eager, null },
        { MemoryMode.Checked, CompilationMode.Lazy, null },
        { MemoryMode.Checked, CompilationMode.Eager, null },
        { MemoryMode.Guarded, CompilationMode.Lazy, 40 },
    };

    /// <summary>Guests that cannot be interrupted are compiled to other calls, and are what embedders have unless they ask: one lazy and
    /// one eager configuration.</summary>
    public ScriptOptions Options => new()
    {
        MemoryMode = MemoryMode,
        Compilation = Compilation,
        MethodInstructions = MethodInstructions,
        Interruptible = this is not ({ MemoryMode: MemoryMode.Guarded, Compilation: CompilationMode.Lazy, MethodInstructions: null }
            or { MemoryMode: MemoryMode.Checked, Compilation: CompilationMode.Eager }),
    };

    /// <summary>Skips the test where memories cannot be guarded.</summary>
    public void SkipWhereMissing() =>
        Assert.SkipWhen(MemoryMode == MemoryMode.Guarded && !OperatingSystem.IsLinux(), "Memories are guarded on Linux only.");
}
