using Lanner.Hunt.Contenders;

namespace Lanner.Hunt;

/// <summary>The ways of running that must not differ.</summary>
internal static class LannerVariants
{
    /// <summary>The default way first.</summary>
    internal static LannerContender[] All()
    {
        var all = new EngineOptions { Features = WasmFeatures.All };
        return
        [
            new LannerContender("Lanner", all),
            new LannerContender("Lanner checked", all with { MemoryMode = MemoryMode.Checked }),
            new LannerContender("Lanner eager", all with { Compilation = CompilationMode.Eager }),
            new LannerContender("Lanner interruptible", all with { Interruptible = true }),
            new LannerContender("Lanner with fuel", all with { FuelCosts = FuelCosts.Default }),
            new LannerContender("Lanner checked, eager", all with { MemoryMode = MemoryMode.Checked, Compilation = CompilationMode.Eager }),
        ];
    }
}
