namespace Lanner.Components.Linking;

/// <summary>A function of a component at run time: a guest's or the host's.</summary>
internal abstract class ComponentCallee
{
    /// <summary>Calls the function as the host.</summary>
    /// <param name="store">The store, which was entered.</param>
    /// <param name="arguments">The arguments.</param>
    internal abstract ComponentValue? CallFromHost(Store store, ReadOnlySpan<ComponentValue> arguments);
}

/// <summary>A function of the host.</summary>
internal sealed class HostCallee(ComponentCallback callback) : ComponentCallee
{
    internal override ComponentValue? CallFromHost(Store store, ReadOnlySpan<ComponentValue> arguments) => callback(store, arguments);
}
