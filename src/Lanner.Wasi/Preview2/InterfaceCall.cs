using Lanner.Components;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2;

/// <summary>A function of WASI 0.2 or 0.3.</summary>
/// <param name="call">The call.</param>
/// <returns>The result, or null where the type has none.</returns>
internal delegate ComponentValue? InterfaceFunction(InterfaceCall call);

/// <summary>A function of WASI 0.3 that may wait while the guest goes on.</summary>
/// <param name="call">The call, of which all is to be taken before the function waits.</param>
/// <param name="cancellation">Is cancelled when the guest does not want the result any more.</param>
/// <returns>The result, or null where the type has none.</returns>
internal delegate ValueTask<ComponentValue?> AsyncInterfaceFunction(InterfaceCall call, CancellationToken cancellation);

/// <summary>A call of a function of WASI 0.2 or 0.3 by a guest.</summary>
/// <param name="store">The store of the guest.</param>
/// <param name="context">The part of the host's system that the guest is given.</param>
/// <param name="arguments">The arguments.</param>
internal readonly ref struct InterfaceCall(Store store, WasiContext context, ReadOnlySpan<ComponentValue> arguments)
{
    private readonly ReadOnlySpan<ComponentValue> _arguments = arguments;

    internal Store Store { get; } = store;

    /// <summary>True if the function is one of WASI 0.3, in which some values have other forms.</summary>
    internal bool IsPreview3 { get; init; }

    internal WasiContext Context { get; } = context;

    /// <summary>Waits for the guest.</summary>
    internal Waiter Waiter => new(Store);

    /// <summary>An argument.</summary>
    internal ComponentValue this[int index] => _arguments[index];

    /// <summary>The resource that an argument lends.</summary>
    internal T Resource<T>(int index)
        where T : HostResource => (T)_arguments[index].AsResource().Value;

    /// <summary>The resource that an argument passes on: from now on the host ends it, by <see cref="HostResource.Drop"/>. To be taken
    /// before anything is done with it.</summary>
    /// <exception cref="TrapException">There is something that was made of it and has to be dropped first.</exception>
    internal T Take<T>(int index)
        where T : HostResource => Take<T>(_arguments[index]);

    /// <summary>The resource that a value passes on, as <see cref="Take{T}(int)"/>.</summary>
    internal static T Take<T>(in ComponentValue value)
        where T : HostResource
    {
        var resource = (T)value.AsResource().Value;
        resource.RequireNoChildren();
        return resource;
    }

    /// <summary>A handle of a resource that is made for the guest.</summary>
    /// <param name="type">The type of the handle.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="parent">The resource that it is made of and must not outlive, or null.</param>
    /// <exception cref="TrapException">The guest has too many.</exception>
    internal ComponentValue Own(HostResourceType type, HostResource resource, HostResource? parent = null) =>
        Context.Resources.Add(type, resource, parent);

    /// <summary>A tuple of handles of resources that are made for the guest together: where it has too many, all that it has no handle of
    /// end.</summary>
    /// <exception cref="TrapException">The guest has too many.</exception>
    internal ComponentValue OwnAll(params ReadOnlySpan<(HostResourceType Type, HostResource Resource)> resources)
    {
        var handles = new ComponentValue[resources.Length];
        var made = 0;
        try
        {
            for (; made < handles.Length; made++)
            {
                handles[made] = Own(resources[made].Type, resources[made].Resource);
            }
        }
        finally
        {
            for (; made < handles.Length; made++)
            {
                resources[made].Resource.Dispose();
            }
        }

        return ComponentValue.FromTuple(handles);
    }
}
