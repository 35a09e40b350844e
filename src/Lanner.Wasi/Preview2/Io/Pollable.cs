namespace Lanner.Wasi.Preview2.Io;

/// <summary>A <c>pollable</c>: a handle of something to wait for.</summary>
internal sealed class Pollable(IWaitable source) : HostResource
{
    internal IWaitable Source => source;
}
