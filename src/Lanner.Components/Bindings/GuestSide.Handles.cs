using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <content>Handles. Types of resources go by the number that the generated code has for them.</content>
public readonly ref partial struct GuestSide
{
    /// <summary>Lifts an owned handle.</summary>
    /// <param name="handle">The guest's index.</param>
    /// <param name="resource">The number of the type.</param>
    public ComponentResource LiftOwn(ulong handle, int resource) =>
        HandlePlan.Lift(_call, _resources[resource]!, isOwn: true, (uint)handle);

    /// <summary>Lifts the object that an owned handle of a resource of the host stands for.</summary>
    /// <typeparam name="T">The interface that it implements.</typeparam>
    /// <param name="handle">The guest's index.</param>
    /// <param name="resource">The number of the type.</param>
    public T LiftHostOwn<T>(ulong handle, int resource)
        where T : class => HostValue<T>(HandlePlan.Lift(_call, _resources[resource]!, isOwn: true, (uint)handle));

    /// <summary>Lifts the object that a borrowed handle of a resource of the host stands for.</summary>
    /// <typeparam name="T">The interface that it implements.</typeparam>
    /// <param name="handle">The guest's index.</param>
    /// <param name="resource">The number of the type.</param>
    public T LiftHostBorrow<T>(ulong handle, int resource)
        where T : class => HostValue<T>(HandlePlan.Lift(_call, _resources[resource]!, isOwn: false, (uint)handle));

    /// <summary>Lowers a handle that owns a resource of a guest, which the host gives away.</summary>
    /// <param name="value">The resource.</param>
    /// <param name="resource">The number of the type.</param>
    public ulong LowerOwn(GuestResource value, int resource)
    {
        ArgumentNullException.ThrowIfNull(value);
        return HandlePlan.Lower(_call, _resources[resource]!, isOwn: true, value.Handle);
    }

    /// <summary>Lowers a handle that lends a resource of a guest for the call.</summary>
    /// <param name="value">The resource.</param>
    /// <param name="resource">The number of the type.</param>
    public ulong LowerBorrow(GuestResource value, int resource)
    {
        ArgumentNullException.ThrowIfNull(value);
        return HandlePlan.Lower(_call, _resources[resource]!, isOwn: false, value.Handle);
    }

    /// <summary>Lowers a handle that owns an object of the host.</summary>
    /// <param name="value">The object.</param>
    /// <param name="resource">The number of the type.</param>
    public ulong LowerHostOwn(object value, int resource) => LowerHost(value, resource, isOwn: true);

    /// <summary>Lowers a handle that lends an object of the host for the call.</summary>
    /// <param name="value">The object.</param>
    /// <param name="resource">The number of the type.</param>
    public ulong LowerHostBorrow(object value, int resource) => LowerHost(value, resource, isOwn: false);

    /// <summary>Makes a handle of an object of the host.</summary>
    internal static ComponentResource HandleOf(object value, RuntimeResource type, bool isOwn)
    {
        ArgumentNullException.ThrowIfNull(value);
        return type.Host is not null
            ? new ComponentResource(type, 0, value, isOwned: isOwn)
            : throw new InvalidOperationException(
                "The component has the resource from a guest, so that no object of the host is one.");
    }

    private ulong LowerHost(object value, int resource, bool isOwn)
    {
        var type = _resources[resource]!;
        return HandlePlan.Lower(_call, type, isOwn, HandleOf(value, type, isOwn));
    }

    /// <summary>The object that a handle stands for.</summary>
    internal static T HostValue<T>(ComponentResource handle)
        where T : class => handle.Value as T
            ?? throw new InvalidOperationException($"The resource is a {handle.Value.GetType()}, which is no {typeof(T)}.");
}
