using System.Net.Sockets;
using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Sockets;

/// <summary>A socket. None of its calls waits by itself; where the guest is to wait, it does so in a way that can be interrupted.</summary>
internal abstract class SocketFile : OpenFile
{
    private protected SocketFile(Socket socket, FileFlags flags)
    {
        socket.Blocking = false;
        Socket = socket;
        Flags = flags;
    }

    internal override FileType Type => Socket.SocketType == SocketType.Dgram ? FileType.DatagramSocket : FileType.StreamSocket;

    internal override int PollHandle => OperatingSystem.IsLinux() ? (int)Socket.Handle : -1;

    protected Socket Socket { get; }

    internal override bool IsReady(bool forWriting) => Socket.Poll(0, forWriting ? SelectMode.SelectWrite : SelectMode.SelectRead);

    internal override WasiError GetStatus(out FileStatus status)
    {
        status = new FileStatus(0, 0, Type, 1, 0, 0, 0, 0);
        return WasiError.Success;
    }

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification) => WasiError.NotPermitted;

    /// <summary>Waits after a call that would have, unless the guest does not want to.</summary>
    private protected WasiError Wait(bool forWriting, Waiter waiter)
    {
        if ((Flags & FileFlags.NonBlocking) != 0)
        {
            return WasiError.TryAgain;
        }

        if (OperatingSystem.IsLinux())
        {
            return waiter.WaitForHandle((int)Socket.Handle, forWriting);
        }

        const int microseconds = 5000;
        while (!Socket.Poll(microseconds, forWriting ? SelectMode.SelectWrite : SelectMode.SelectRead))
        {
            if (waiter.IsInterrupted)
            {
                return WasiError.Interrupted;
            }
        }

        return WasiError.Success;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Socket.Dispose();
        }

        base.Dispose(disposing);
    }
}
