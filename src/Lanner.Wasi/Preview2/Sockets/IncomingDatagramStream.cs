using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>An <c>incoming-datagram-stream</c>. It holds one datagram at most: one that it has found while it looked whether there is
/// any.</summary>
internal sealed class IncomingDatagramStream(UdpSocket socket, SharedSocket shared) : HostResource, IWaitable
{
    private const int LargestDatagram = 64 << 10;

    /// <summary>The datagrams of others that are thrown away before the guest is asked whether it was interrupted.</summary>
    private const int MaximumRefused = 64;

    private readonly int _generation = socket.Generation;
    private Datagram? _next;
    private NetworkError? _error;

    /// <summary>True if a datagram can be received, or an error; or nothing ever any more.</summary>
    public bool IsReady => !IsCurrent || _next is not null || _error is not null || TryFetch();

    public WakeUp WakeUp => shared.WakeUp(forWriting: false);

    /// <summary>True until other streams were opened.</summary>
    private bool IsCurrent => _generation == socket.Generation;

    /// <summary>Receives what is there.</summary>
    /// <param name="maximum">The most datagrams.</param>
    /// <param name="datagrams">The datagrams, also none.</param>
    internal NetworkError? Receive(int maximum, out List<Datagram> datagrams)
    {
        datagrams = [];
        if (!IsCurrent)
        {
            return NetworkError.InvalidState;
        }

        while (datagrams.Count < maximum && (_next is not null || (_error is null && TryFetch() && _next is not null)))
        {
            datagrams.Add(_next);
            _next = null;
        }

        if (datagrams.Count > 0 || maximum == 0)
        {
            return null;
        }

        var error = _error;
        _error = null;
        return error;
    }

    /// <summary>Gives up what waits: other streams were opened.</summary>
    internal void Discard() => _next = null;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            shared.Release();
        }

        base.Dispose(disposing);
    }

    /// <summary>Gets the next datagram for the guest, or an error.</summary>
    private bool TryFetch()
    {
        var room = ArrayPool<byte>.Shared.Rent(LargestDatagram);
        try
        {
            for (var refused = 0; refused < MaximumRefused && shared.CanRead; refused++)
            {
                EndPoint remote = new IPEndPoint(
                    socket.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
                var count = shared.Socket.ReceiveFrom(room.AsSpan(0, LargestDatagram), ref remote);
                if (remote is IPEndPoint peer && socket.TakesFrom(peer))
                {
                    _next = new Datagram(room.AsSpan(0, count).ToArray(), peer);
                    return true;
                }
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
        {
            // What was there had a wrong checksum.
        }
        catch (SocketException exception)
        {
            _error = NetworkError.Of(exception.SocketErrorCode);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }

        return false;
    }
}

/// <summary>A datagram.</summary>
/// <param name="Data">The bytes.</param>
/// <param name="Peer">The sender.</param>
internal sealed record Datagram(byte[] Data, IPEndPoint Peer);
