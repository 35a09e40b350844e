namespace Lanner.Components;

/// <summary>A function of the host that components import.</summary>
/// <param name="store">The store of the component that calls.</param>
/// <param name="arguments">The arguments, of the types that the component has imported the function with.</param>
/// <returns>The result, or null where the type has none.</returns>
public delegate ComponentValue? ComponentCallback(Store store, ReadOnlySpan<ComponentValue> arguments);
