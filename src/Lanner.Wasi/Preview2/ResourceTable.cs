using Lanner.Components;

namespace Lanner.Wasi.Preview2;

/// <summary>The resources of a context that guests have handles of. Thread-safe.</summary>
/// <param name="maximum">The number that there may be at once.</param>
internal sealed class ResourceTable(int maximum) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<HostResource> _resources = [];

    /// <summary>The number of resources.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _resources.Count;
            }
        }
    }

    /// <summary>Makes a handle for a guest.</summary>
    /// <param name="type">The type of the handle.</param>
    /// <param name="resource">The resource, which ends at once where there are too many.</param>
    /// <param name="parent">The resource that it was made of and must not outlive, or null.</param>
    /// <exception cref="TrapException">There are as many as there may be.</exception>
    internal ComponentValue Add(HostResourceType type, HostResource resource, HostResource? parent = null)
    {
        lock (_gate)
        {
            if (_resources.Count < maximum)
            {
                _resources.Add(resource);
                resource.Enter(this, parent);
                return ComponentValue.FromOwn(type.Create(resource));
            }
        }

        resource.Dispose();
        throw ComponentTrap.Because($"the guest has {maximum} resources of the host, more than it may (MaximumResources)");
    }

    internal void Remove(HostResource resource)
    {
        lock (_gate)
        {
            _resources.Remove(resource);
        }
    }

    /// <summary>Ends what guests have left behind.</summary>
    public void Dispose()
    {
        HostResource[] left;
        lock (_gate)
        {
            left = [.. _resources];
            _resources.Clear();
        }

        foreach (var resource in left)
        {
            resource.Dispose();
        }
    }
}
