using System.Net.Sockets;
using Lanner.Wasi.Preview2.Sockets;
using Lanner.Wasi.Preview3.Streams;

namespace Lanner.Wasi.Preview3.Sockets;

/// <summary>The bytes that a connection brings. What the guest does not want any more is refused.</summary>
internal sealed class TcpSource(SharedSocket shared) : ByteSource
{
    private int _isReleased;

    protected override async ValueTask<int> ReadChunkAsync(Memory<byte> room, CancellationToken cancellation)
    {
        try
        {
            return await shared.Socket.ReceiveAsync(room, SocketFlags.None, cancellation).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            return Fail(NetworkError.Of(exception.SocketErrorCode).Variant);
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            SocketFailure.Ignore(() => shared.Socket.Shutdown(SocketShutdown.Receive));
            shared.Release();
        }

        base.Dispose(disposing);
    }
}
