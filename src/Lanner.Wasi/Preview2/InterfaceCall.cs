using Lanner.Components;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2;

/// <summary>A function of WASI 0.2.</summary>
/// <param name="call">The call.</param>
/// <returns>The result, or null where the type has none.</returns>
internal delegate ComponentValue? InterfaceFunction(InterfaceCall call);

/// <summary>A call of a function of WASI 0.2 by a guest.</summary>
/// <param name="store">The store of the guest.</param>
/// <param name="context">The part of the host's system that the guest is given.</param>
/// <param name="arguments">The arguments.</param>
internal readonly ref struct InterfaceCall(Store store, WasiContext context, ReadOnlySpan<ComponentValue> arguments)
{
    private readonly ReadOnlySpan<ComponentValue> _arguments = arguments;

    internal Store Store { get; } = store;

    internal WasiContext Context { get; } = context;

    /// <summary>Waits for the guest.</summary>
    internal Waiter Waiter => new(Store);

    /// <summary>An argument.</summary>
    internal ComponentValue this[int index] => _arguments[index];

    /// <summary>The resource that an argument lends.</summary>
    internal T Resource<T>(int index)
        where T : HostResource => (T)_arguments[index].AsResource().Value;

    /// <summary>The resource that an argument passes on: from now on the host ends it, by <see cref="HostResource.Drop"/>.</summary>
    internal T Take<T>(int index)
        where T : HostResource => Resource<T>(index);

    /// <summary>A handle of a resource that is made for the guest.</summary>
    /// <param name="type">The type of the handle.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="parent">The resource that it is made of and must not outlive, or null.</param>
    /// <exception cref="TrapException">The guest has too many.</exception>
    internal ComponentValue Own(HostResourceType type, HostResource resource, HostResource? parent = null) =>
        Context.Resources.Add(type, resource, parent);
}
