using System.ComponentModel;

namespace Lanner.Components;

/// <summary>A resource of a guest in the hands of the host, as generated classes have it. Disposing of it drops the resource, once; nothing
/// happens when it was given away. There is no finalizer: a resource that nobody disposes of stays until its store is gone. Like everything
/// in a store it is used by one thread at a time.</summary>
public abstract class GuestResource : IDisposable
{
    /// <summary>Makes an object for a handle. For generated code.</summary>
    /// <param name="handle">The handle.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GuestResource(ComponentResource handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Handle = handle;
    }

    /// <summary>The handle.</summary>
    public ComponentResource Handle { get; }

    /// <summary>Drops the resource, if the object still owns it. The destructor of the guest may trap.</summary>
    /// <exception cref="InvalidOperationException">The resource is lent for a call that has not ended.</exception>
    public void Dispose()
    {
        Handle.Dispose();
        GC.SuppressFinalize(this);
    }
}
