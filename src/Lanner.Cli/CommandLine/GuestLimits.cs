namespace Lanner.Cli.CommandLine;

/// <summary>The limits of a guest.</summary>
/// <param name="Store">The limits of its store.</param>
/// <param name="Time">How long it may run, instantiation included; null for ever.</param>
internal sealed record GuestLimits(StoreLimits Store, TimeSpan? Time)
{
    /// <summary>Options of an engine that can enforce the limits.</summary>
    internal EngineOptions Enforce(EngineOptions options) => options with
    {
        Interruptible = options.Interruptible || Time is not null,
        FuelCosts = Store.Fuel is null ? options.FuelCosts : options.FuelCosts ?? FuelCosts.Default,
    };
}
