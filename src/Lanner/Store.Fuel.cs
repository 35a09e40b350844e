using Lanner.Runtime;

namespace Lanner;

/// <content>Fuel: what guests use up as they run.</content>
public sealed partial class Store
{
    /// <summary>The meter that compiled code writes, or null when the engine does not count fuel.</summary>
    internal FuelMeter? FuelMeter { get; }

    /// <summary>The fuel that is left; 0 when it is used up. When <see cref="StoreLimits.Fuel"/> is not set, the largest number less what
    /// was used. Like everything in a store for one thread at a time: in a host function it tells what the calling guest has left, to the
    /// basic block.</summary>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.FuelCosts"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The new value is negative.</exception>
    public long Fuel
    {
        get => Math.Max(0, Meter.Remaining);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Meter.Set(value);
        }
    }

    /// <summary>The fuel that guests have used so far, for billing. What a guest overdrew counts.</summary>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.FuelCosts"/>.</exception>
    public long FuelConsumed => Meter.Consumed;

    private FuelMeter Meter => FuelMeter ?? throw new InvalidOperationException("The engine was not made with EngineOptions.FuelCosts.");

    /// <summary>Gives guests more fuel. A host function can do so for the guest that calls it. What was overdrawn is paid first.</summary>
    /// <param name="fuel">The amount of fuel.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.FuelCosts"/>.</exception>
    public void AddFuel(long fuel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fuel);
        Meter.Add(fuel);
    }
}
