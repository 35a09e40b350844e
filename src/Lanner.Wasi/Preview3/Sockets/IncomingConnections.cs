using System.Net.Sockets;
using Lanner.Components;
using Lanner.Wasi.Preview2.Sockets;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview3.Sockets;

/// <summary>The connections to a socket that listens as a stream, each accepted when the guest reads it or, where it has room for more, one
/// ahead. It can be gone through once.</summary>
internal sealed class IncomingConnections(SharedSocket shared, NetworkAccess access)
    : IAsyncEnumerable<ComponentValue>, IAsyncEnumerator<ComponentValue>
{
    /// <summary>The time before trying again, where the guest has as many sockets as it may.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private WasiContext? _context;
    private CancellationToken _cancellation;
    private bool _isOver;

    /// <summary>The connection that was accepted last and that nobody has asked for.</summary>
    private Preview3TcpSocket? _accepted;

    /// <summary>The socket of the connection that was accepted last. The guest gets it: it is asked for once.</summary>
    public ComponentValue Current =>
        _context!.Resources.Add(SocketResourceTypes.TcpSocket3, Interlocked.Exchange(ref _accepted, null)!);

    public IAsyncEnumerator<ComponentValue> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        _cancellation = cancellationToken;
        return this;
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        while (true)
        {
            try
            {
                if (await shared.AcceptAsync(_cancellation).ConfigureAwait(false) is { } accepted)
                {
                    _accepted = Preview3TcpSocket.OfAccepted(accepted, access);
                    return true;
                }

                await Task.Delay(Pause, _cancellation).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // That of one peer which has gone again. A socket that is broken fails at once, and not faster than this.
                await Task.Delay(Pause, _cancellation).ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            _isOver = true;
            Interlocked.Exchange(ref _accepted, null)?.Dispose();
            shared.Release();
        }

        return default;
    }

    /// <summary>The stream that a guest gets.</summary>
    internal ComponentValue PassTo(WasiContext context)
    {
        _context = context;
        return ComponentValue.FromStream(ComponentStream.FromValues(this));
    }
}
