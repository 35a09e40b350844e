using Lanner.Components.Resources;

namespace Lanner.Components.Linking;

/// <summary>A function of a component at run time: a guest's or the host's.</summary>
internal abstract class ComponentCallee
{
    /// <summary>The description of why the function is not of a type that it is imported with, or null.</summary>
    internal virtual string? MistakeOf(ComponentFunctionType type) => null;

    /// <summary>The function for a guest that imports it.</summary>
    /// <param name="instance">The guest's instance.</param>
    /// <param name="type">The type that it is imported with.</param>
    internal virtual ComponentCallee BindTo(InstanceNode instance, ComponentFunctionType type) => this;

    /// <summary>Calls the function as the host.</summary>
    /// <param name="store">The store, which was entered.</param>
    /// <param name="type">The type as the caller knows it.</param>
    /// <param name="arguments">The arguments.</param>
    internal abstract ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments);
}
