using System.Collections.Concurrent;
using Lanner.Platform;

namespace Lanner.Libraries;

/// <summary>The engines for libraries whose users give no store: one for all libraries that were compiled alike, so that they can be used
/// in each other's stores.</summary>
internal static class LibraryEngines
{
    private static readonly ConcurrentDictionary<(MemoryMode Mode, bool IsInterruptible, bool IsDeterministic, bool HasFuel), Lazy<Engine>>
        Engines = [];

    /// <summary>The engine for a library.</summary>
    /// <param name="description">The description of the library.</param>
    /// <param name="isGuarded">True if it has code for guarded memories.</param>
    /// <param name="isChecked">True if it has code for checked memories.</param>
    internal static Engine For(LibraryDescription description, bool isGuarded, bool isChecked)
    {
        var mode = isGuarded && (GuardedMemory.IsSupported || !isChecked) ? MemoryMode.Guarded : MemoryMode.Checked;
        if (description.Fuel.Length > 0 && description.Fuel != FuelCosts.Default.Fingerprint)
        {
            throw new InvalidOperationException(
                $"The library {description.ClassName} was compiled with a price list for fuel of its own, which only an engine has that is "
                + "made with it: give a store of such an engine.");
        }

        return Engines.GetOrAdd(
            (mode, description.IsInterruptible, description.IsDeterministic, description.Fuel.Length > 0),
            static key => new Lazy<Engine>(() => new Engine(new EngineOptions
            {
                MemoryMode = key.Mode,
                Interruptible = key.IsInterruptible,
                Deterministic = key.IsDeterministic,
                FuelCosts = key.HasFuel ? FuelCosts.Default : null,
            }))).Value;
    }
}
