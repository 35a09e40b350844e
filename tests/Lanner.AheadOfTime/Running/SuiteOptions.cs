namespace Lanner.AheadOfTime.Running;

/// <summary>The options that modules are compiled with, which the engine has that they run on.</summary>
/// <param name="Interruptible">True if guests can be interrupted.</param>
/// <param name="CountsFuel">True if fuel is counted.</param>
internal sealed record SuiteOptions(bool Interruptible, bool CountsFuel)
{
    /// <summary>The options of an engine.</summary>
    /// <param name="features">The features of the script.</param>
    /// <param name="memory">The kind of memories; null for that of the platform.</param>
    internal EngineOptions ForEngine(WasmFeatures features, MemoryMode? memory) => new()
    {
        Features = features,
        MemoryMode = memory,
        Interruptible = Interruptible,
        FuelCosts = CountsFuel ? FuelCosts.Default : null,
    };
}
