using Lanner.Wasi.Files.Host;

namespace Lanner.Wasi.Waiting;

/// <summary>A handle that the operating system finds ready for reading while the signal is set (eventfd(2)): so it can wait for what only
/// .NET knows. Not thread-safe.</summary>
internal sealed unsafe class ReadySignal : IDisposable
{
    private readonly HostHandle _handle;
    private bool _isSet;

    private ReadySignal(HostHandle handle) => _handle = handle;

    internal int Handle => _handle.Number;

    /// <summary>Makes a signal, which is not set; null where the system has none to give.</summary>
    internal static ReadySignal? TryCreate()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var handle = new HostHandle(SystemCalls.EventHandle(0, SystemCalls.OpenCloseOnExec | SystemCalls.OpenNonBlocking));
        return handle.IsInvalid ? null : new ReadySignal(handle);
    }

    internal void Set(bool isSet)
    {
        if (isSet == _isSet)
        {
            return;
        }

        _isSet = isSet;
        if (isSet)
        {
            SystemCalls.SetEvent(Handle);
        }
        else
        {
            // To read the count makes it zero.
            ulong count;
            var vector = new Files.IoVector((byte*)&count, sizeof(ulong));
            _ = SystemCalls.Read(Handle, &vector, 1);
        }
    }

    public void Dispose() => _handle.Dispose();
}
