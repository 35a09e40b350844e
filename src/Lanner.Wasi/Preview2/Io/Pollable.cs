using Lanner.Components;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>A <c>pollable</c>: a handle of something to wait for.</summary>
internal sealed class Pollable(IWaitable source) : HostResource
{
    internal IWaitable Source => source;

    /// <summary>The function <c>subscribe</c> of a resource: the handle of a pollable that is ready when the resource is.</summary>
    internal static ComponentValue? Subscribe<T>(InterfaceCall call)
        where T : HostResource, IWaitable
    {
        var resource = call.Resource<T>(0);
        return call.Own(ResourceTypes.Pollable, new Pollable(resource), parent: resource);
    }
}
