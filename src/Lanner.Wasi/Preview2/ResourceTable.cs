using Lanner.Components;

namespace Lanner.Wasi.Preview2;

/// <summary>The resources of a context that guests have handles of, and the account of what they make the host keep. Thread-safe.</summary>
/// <param name="maximum">The number that there may be at once.</param>
/// <param name="maximumBytes">The bytes that the host may keep for all of them.</param>
internal sealed class ResourceTable(int maximum, long maximumBytes) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<HostResource> _resources = [];
    private long _bytes;
    private bool _isDisposed;

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
    /// <param name="resource">The resource, which ends at once where it cannot be had.</param>
    /// <param name="parent">The resource that it was made of and must not outlive, or null.</param>
    /// <exception cref="TrapException">There are as many as there may be, or they keep as many bytes; or the context has ended.</exception>
    internal ComponentValue Add(HostResourceType type, HostResource resource, HostResource? parent = null)
    {
        string? reason;
        lock (_gate)
        {
            reason = _isDisposed ? "the guest's context has ended"
                : _resources.Count >= maximum ? $"the guest has {maximum} resources of the host, more than it may (MaximumResources)"
                : resource.HeldBytes > maximumBytes - _bytes
                    ? $"the guest's resources would keep more than {maximumBytes} bytes in the host (MaximumResourceBytes)"
                : null;
            if (reason is null)
            {
                _resources.Add(resource);
                _bytes += resource.HeldBytes;
                resource.Enter(this, parent);
                return ComponentValue.FromOwn(type.Create(resource));
            }
        }

        resource.Dispose();
        throw ComponentTrap.Because(reason);
    }

    /// <summary>Counts bytes that a resource keeps from now on, or less than none.</summary>
    /// <returns>False if that were more than there may be.</returns>
    internal bool TryHold(long bytes)
    {
        lock (_gate)
        {
            if (bytes > maximumBytes - _bytes)
            {
                return false;
            }

            _bytes += bytes;
            return true;
        }
    }

    internal void Remove(HostResource resource)
    {
        lock (_gate)
        {
            if (_resources.Remove(resource))
            {
                _bytes -= resource.HeldBytes;
            }
        }
    }

    /// <summary>Ends what guests have left behind. What is added afterwards ends at once.</summary>
    public void Dispose()
    {
        HostResource[] left;
        lock (_gate)
        {
            _isDisposed = true;
            left = [.. _resources];
            _resources.Clear();
            _bytes = 0;
        }

        foreach (var resource in left)
        {
            resource.Dispose();
        }
    }
}
