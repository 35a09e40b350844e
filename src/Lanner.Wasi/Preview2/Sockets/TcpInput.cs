using System.Net.Sockets;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Sockets;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>The bytes that a connection brings: they go from the host's system to the guest without being kept in between.</summary>
internal sealed class TcpInput(SharedSocket shared) : InputSource
{
    private StreamStatus _status;
    private IoFailure? _failure;

    public override bool IsReady => _status != StreamStatus.Open || shared.CanRead;

    public override WakeUp WakeUp => shared.WakeUp(forWriting: false);

    internal override IoFailure? Failure => _failure;

    internal override StreamStatus Read(Span<byte> room, Waiter waiter, out int count)
    {
        count = 0;
        if (_status != StreamStatus.Open)
        {
            return _status;
        }

        count = shared.Socket.Receive(room, SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock)
        {
            count = 0;
        }
        else if (error != SocketError.Success)
        {
            count = 0;
            _failure = SocketFailure.Of(error);
            _status = StreamStatus.Failed;
        }
        else if (count == 0)
        {
            _status = StreamStatus.Closed;
        }

        return _status;
    }

    /// <summary>Ends the stream; what is still there is discarded.</summary>
    internal void Shutdown()
    {
        if (_status == StreamStatus.Open)
        {
            _status = StreamStatus.Closed;
            SocketFailure.Ignore(() => shared.Socket.Shutdown(SocketShutdown.Receive));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            shared.Release();
        }

        base.Dispose(disposing);
    }
}
