namespace Lanner.Cli.CommandLine;

/// <summary>The limits of a guest.</summary>
/// <param name="Store">The limits of its store.</param>
/// <param name="Engine">The limits of the engine.</param>
/// <param name="Time">The time that it may run, instantiation included; null for no limit.</param>
internal sealed record GuestLimits(StoreLimits Store, EngineLimits Engine, TimeSpan? Time)
{
    /// <summary>The limits of a guest that none are set for.</summary>
    internal static GuestLimits None { get; } = new(
        new StoreLimits { MemoryBytes = null, HeapBytes = null, StackBytes = null, AddressSpaceBytes = null, Fuel = null },
        new EngineLimits { CodeBytes = null, ModuleBytes = null, CompilationTime = null },
        null);

    /// <summary>Options of an engine that enforces the limits.</summary>
    internal EngineOptions Enforce(EngineOptions options) => options with
    {
        Limits = Engine,
        Interruptible = options.Interruptible || Time is not null,
        FuelCosts = Store.Fuel is null ? options.FuelCosts : options.FuelCosts ?? FuelCosts.Default,
    };
}
