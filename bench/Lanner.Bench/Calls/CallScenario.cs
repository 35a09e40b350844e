namespace Lanner.Bench.Calls;

/// <summary>A kind of call, as loops that make a number of them.</summary>
/// <param name="Name">The name, which says what calls what.</param>
/// <param name="Lanner">Makes the calls under Lanner; for a baseline without engines, makes them there.</param>
/// <param name="Wasmtime">Makes the calls under Wasmtime, or null for a baseline.</param>
internal sealed record CallScenario(string Name, Action<int> Lanner, Action<int>? Wasmtime);
