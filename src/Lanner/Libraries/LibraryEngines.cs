using Lanner.Platform;

namespace Lanner.Libraries;

/// <summary>The engines for libraries whose users give no store: one for all libraries that were compiled alike, so that they can be used
/// in each other's stores. Thread-safe.</summary>
internal static class LibraryEngines
{
    private static readonly Dictionary<(MemoryMode Mode, bool IsInterruptible, bool IsDeterministic, bool HasFuel), Engine> Engines = [];

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

        var key = (mode, description.IsInterruptible, description.IsDeterministic, description.Fuel.Length > 0);
        lock (Engines)
        {
            // One that somebody has disposed of is of no use to the others.
            if (!Engines.TryGetValue(key, out var engine) || engine.IsDisposed)
            {
                engine = new Engine(new EngineOptions
                {
                    MemoryMode = mode,
                    Interruptible = description.IsInterruptible,
                    Deterministic = description.IsDeterministic,
                    FuelCosts = description.Fuel.Length > 0 ? FuelCosts.Default : null,
                });
                Engines[key] = engine;
            }

            return engine;
        }
    }
}
