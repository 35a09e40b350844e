using System.Net.Sockets;
using Lanner.Components;
using Lanner.Wasi.Preview2.Sockets;
using Lanner.Wasi.Preview3.Streams;

namespace Lanner.Wasi.Preview3.Sockets;

/// <summary>Sends bytes by a connection, and tells the peer when there are no more.</summary>
internal sealed class TcpSink(SharedSocket shared) : ByteSink
{
    internal override async ValueTask<ComponentValue?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken end)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await shared.Socket.SendAsync(bytes, SocketFlags.None, end).ConfigureAwait(false)..];
            }

            return null;
        }
        catch (SocketException exception)
        {
            // So .NET calls a connection that is not writable any more.
            return exception.SocketErrorCode == SocketError.Shutdown
                ? ComponentValue.FromVariant("connection-broken")
                : NetworkError.Of(exception.SocketErrorCode).Variant;
        }
    }

    internal override ValueTask<ComponentValue?> FinishAsync(CancellationToken end) => default;

    internal override void Release()
    {
        SocketFailure.Ignore(() => shared.Socket.Shutdown(SocketShutdown.Send));
        shared.Release();
    }
}
