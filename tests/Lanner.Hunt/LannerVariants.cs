using Lanner.Compilation.Layout;
using Lanner.Hunt.Contenders;

namespace Lanner.Hunt;

/// <summary>The ways of running that must not differ.</summary>
internal static class LannerVariants
{
    private static readonly EngineOptions All = new() { Features = WasmFeatures.All };

    /// <summary>So small that nearly every function is cut.</summary>
    private static readonly MethodLimits SmallMethods = MethodLimits.OfInstructions(40);

    /// <summary>The instructions that code of libraries may name.</summary>
    private const VectorHardware Portable = VectorHardware.BitScans;

    /// <summary>Returns the groups of contenders that run a module together; modules take the groups in turn. Those that count fuel run
    /// together, since they must count the same.</summary>
    internal static LannerContender[][] Lineups() =>
    [
        [new("Lanner", All)],
        [new("Lanner checked", All with { MemoryMode = MemoryMode.Checked })],
        [new(
            "Lanner eager, interruptible", All with { Compilation = CompilationMode.Eager, CompilationThreads = 1, Interruptible = true })],
        [
            new("Lanner with fuel", All with { FuelCosts = FuelCosts.Default }),
            new(
                "Lanner with fuel, checked, cut",
                All with { FuelCosts = FuelCosts.Default, MemoryMode = MemoryMode.Checked, MethodLimits = SmallMethods }),
        ],
        [new("Lanner cut", All with { MethodLimits = SmallMethods })],
        [new(
            "Lanner checked, background, interruptible",
            All with
            {
                MemoryMode = MemoryMode.Checked,
                Compilation = CompilationMode.Background,
                CompilationThreads = 1,
                Interruptible = true,
            })],
        [new("Lanner for any processor", All, Portable)],
    ];

    /// <summary>The same for modules whose results are the same only in deterministic engines.</summary>
    internal static LannerContender[][] DeterministicLineups() =>
    [
        [new("Lanner deterministic", All with { Deterministic = true })],
        [new(
            "Lanner deterministic, checked, cut",
            All with { Deterministic = true, MemoryMode = MemoryMode.Checked, MethodLimits = SmallMethods })],
        [new("Lanner deterministic, for any processor", All with { Deterministic = true }, Portable)],
    ];
}
