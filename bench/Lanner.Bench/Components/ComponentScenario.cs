namespace Lanner.Bench.Components;

/// <summary>A kind of call of a component, as loops that make a number of calls.</summary>
/// <param name="Name">The name, which says what is passed.</param>
/// <param name="Lanner">Makes the calls under Lanner.</param>
/// <param name="Wasmtime">Makes them under Wasmtime's package; null where that cannot pass such values.</param>
/// <param name="Copy">Copies the same data in C#; null where there is nothing to copy.</param>
internal sealed record ComponentScenario(string Name, Action<int> Lanner, Action<int>? Wasmtime, Action<int>? Copy = null);
