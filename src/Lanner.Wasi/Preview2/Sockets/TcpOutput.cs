using System.Net.Sockets;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>The bytes that go out through a connection.</summary>
internal sealed class TcpOutput(SharedSocket shared) : AsynchronousOutput
{
    private Task? _ending;
    private volatile bool _isCut;

    public override bool IsReady => _ending is not null || base.IsReady;

    internal override StreamStatus Check(out int permit)
    {
        permit = 0;
        return _ending is null ? base.Check(out permit) : StreamStatus.Closed;
    }

    internal override StreamStatus Write(ReadOnlySpan<byte> bytes, Waiter waiter) =>
        _ending is null ? base.Write(bytes, waiter) : StreamStatus.Closed;

    internal override StreamStatus Flush(Waiter waiter) => _ending is null ? base.Flush(waiter) : StreamStatus.Closed;

    /// <summary>Ends the stream: the peer is told when all is sent that was written.</summary>
    internal void Shutdown() => _ending ??= EndAsync();

    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty)
        {
            var sent = await shared.Socket.SendAsync(bytes, SocketFlags.None, cancellation).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }

    protected override IoFailure? Explain(Exception exception) => exception switch
    {
        // The guest has shut this direction down, or the peer has closed the connection.
        SocketException { SocketErrorCode: SocketError.Shutdown } => null,
        SocketException { SocketErrorCode: var error } => SocketFailure.Of(error),
        _ => null,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isCut = !(_ending?.IsCompleted ?? IsWritten);
            if (_isCut)
            {
                // What was sent must not look whole to the peer: the connection ends with a reset.
                SocketFailure.Ignore(() => shared.Socket.LingerState = new LingerOption(true, 0));
            }

            shared.Release();
        }

        base.Dispose(disposing);
    }

    /// <summary>Waits for what was written. From now on nobody else looks at how far that has come.</summary>
    private async Task EndAsync()
    {
        while (!base.IsReady)
        {
            await Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_isCut)
        {
            SocketFailure.Ignore(() => shared.Socket.Shutdown(SocketShutdown.Send));
        }
    }
}
