using System.Net;
using System.Net.Sockets;
using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>An <c>outgoing-datagram-stream</c>.</summary>
internal sealed class OutgoingDatagramStream(UdpSocket socket, SharedSocket shared) : HostResource, IWaitable
{
    /// <summary>The datagrams of one call.</summary>
    private const int MaximumDatagrams = 16;

    private readonly int _generation = socket.Generation;

    /// <summary>The number that the guest was told; null if it has not asked since it has sent.</summary>
    private int? _permit;

    /// <summary>True if something may be sent, or nothing ever any more.</summary>
    public bool IsReady => !IsCurrent || shared.CanWrite;

    public WakeUp WakeUp => shared.WakeUp(forWriting: true);

    /// <summary>True until other streams were opened.</summary>
    private bool IsCurrent => _generation == socket.Generation;

    /// <summary>Asks how many datagrams may be sent.</summary>
    internal NetworkError? Check(out int permit)
    {
        permit = IsCurrent && shared.CanWrite ? MaximumDatagrams : 0;
        _permit = permit;
        return IsCurrent ? null : NetworkError.InvalidState;
    }

    /// <summary>Sends datagrams, up to the first that cannot be sent.</summary>
    /// <param name="datagrams">The values of the guest.</param>
    /// <param name="sent">The number that were sent.</param>
    /// <returns>Why the first was not sent; null once some were, or where the rest has to wait.</returns>
    /// <exception cref="TrapException">There are more than were permitted.</exception>
    internal NetworkError? Send(IReadOnlyList<ComponentValue> datagrams, out ulong sent)
    {
        sent = 0;
        if (datagrams.Count == 0)
        {
            return null;
        }

        if (_permit is not { } permit || datagrams.Count > permit)
        {
            throw ComponentTrap.Because($"{datagrams.Count} datagrams were sent where check-send had permitted {_permit ?? 0}");
        }

        _permit = null;
        if (!IsCurrent)
        {
            return NetworkError.InvalidState;
        }

        foreach (var datagram in datagrams)
        {
            var error = Send(datagram);
            if (error is not null)
            {
                return sent > 0 || error == NetworkError.WouldBlock ? null : error;
            }

            sent++;
        }

        return null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            shared.Release();
        }

        base.Dispose(disposing);
    }

    private NetworkError? Send(in ComponentValue datagram)
    {
        IPEndPoint? named = datagram.GetField("remote-address").AsOption() is { } address ? SocketAddresses.ToEndPoint(address) : null;
        if (socket.CheckDestination(named, out var remote) is { } error)
        {
            return error;
        }

        try
        {
            shared.Socket.SendTo(datagram.GetField("data").AsNumbers<byte>().Span, remote!);
            return null;
        }
        catch (SocketException exception)
        {
            return NetworkError.Of(exception.SocketErrorCode);
        }
    }
}
