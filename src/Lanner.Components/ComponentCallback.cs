namespace Lanner.Components;

/// <summary>A function of the host that components import.</summary>
/// <param name="store">The store of the component that calls.</param>
/// <param name="arguments">The arguments, of the types that the component has imported the function with.</param>
/// <returns>The result, or null where the type has none.</returns>
public delegate ComponentValue? ComponentCallback(Store store, ReadOnlySpan<ComponentValue> arguments);

/// <summary>A function of the host that components import, for hosts that have no types of their own for the values.</summary>
/// <param name="store">The store of the component that calls.</param>
/// <param name="arguments">The arguments: an array in JSON, in the form that <see cref="ComponentValue.ToJson"/> writes.</param>
/// <returns>The result in JSON; where the type has none, it is not looked at.</returns>
public delegate string? ComponentJsonCallback(Store store, string arguments);
