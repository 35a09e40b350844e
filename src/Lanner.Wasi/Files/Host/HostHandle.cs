using System.Runtime.InteropServices;

namespace Lanner.Wasi.Files.Host;

/// <summary>A file descriptor of Linux. It is closed when nobody uses it any more, so that a thread that still reads from it never meets
/// the next file of that number.</summary>
internal sealed class HostHandle : SafeHandle
{
    internal HostHandle(int descriptor, bool isOwned = true)
        : base(-1, isOwned) => SetHandle(descriptor);

    public override bool IsInvalid => handle < 0;

    internal int Number => (int)handle;

    protected override bool ReleaseHandle() => SystemCalls.Close(Number) == 0;
}
