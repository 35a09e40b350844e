using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Preview2.Sockets;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview3.Sockets;

/// <summary>A <c>tcp-socket</c>. Its streams live on when it is dropped.</summary>
internal sealed class Preview3TcpSocket : GuestSocket
{
    private const int MaximumBacklog = 4096;

    private volatile TcpState _state;
    private int _backlog = 128;
    private bool _sends;
    private bool _receives;

    private Preview3TcpSocket(SharedSocket shared, NetworkAccess access, TcpState state)
        : base(shared, access) => _state = state;

    internal override bool IsClosed => _state == TcpState.Closed;

    internal bool IsListening => _state == TcpState.Listening;

    /// <summary>The address of the peer, kept for when the connection has ended; or null.</summary>
    internal IPEndPoint? RemoteAddress { get; private set; }

    protected override bool IsBound => _state is not (TcpState.Unbound or TcpState.Closed);

    /// <summary>Makes a socket, if there may be one more.</summary>
    internal static NetworkError? Create(NetworkAccess access, AddressFamily family, out Preview3TcpSocket? socket)
    {
        var error = SharedSocket.Open(access, family, SocketType.Stream, ProtocolType.Tcp, out var shared);
        socket = error is null ? new Preview3TcpSocket(shared!, access, TcpState.Unbound) : null;
        return error;
    }

    /// <summary>Makes the socket of a connection that was accepted.</summary>
    internal static Preview3TcpSocket OfAccepted(SharedSocket shared, NetworkAccess access) =>
        new(shared, access, TcpState.Connected) { RemoteAddress = (IPEndPoint?)shared.Socket.RemoteEndPoint };

    internal NetworkError? BindTo(IPEndPoint local)
    {
        if (_state != TcpState.Unbound)
        {
            return NetworkError.InvalidState;
        }

        var error = SocketAddresses.CheckLocal(local, Family) ?? Bind(local);
        _state = error is null ? TcpState.Bound : _state;
        return error;
    }

    /// <summary>Begins to connect. Without having been bound, the socket is bound to a free port then: that belongs to what the guest may
    /// reach.</summary>
    /// <returns>The task of the connection, or of what is wrong.</returns>
    internal Task<NetworkError?> ConnectAsync(IPEndPoint remote, CancellationToken cancellation)
    {
        var error = _state is not (TcpState.Unbound or TcpState.Bound) ? NetworkError.InvalidState
            : SocketAddresses.CheckRemote(remote, Family) is { } refusal ? refusal
            : !AddressRules.IsUnicast(remote.Address) ? NetworkError.InvalidArgument
            : !Access.MayReach(ProtocolType.Tcp, remote) ? NetworkError.AccessDenied
            : null;
        if (error is not null)
        {
            return Task.FromResult<NetworkError?>(error);
        }

        _state = TcpState.ConnectInProgress;
        return FinishConnectAsync(Shared.Share(), remote, cancellation);
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="connections">The connections that come.</param>
    internal NetworkError? Listen(out IncomingConnections? connections)
    {
        connections = null;
        if (_state == TcpState.Unbound
            && BindTo(new IPEndPoint(Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0)) is { } error)
        {
            return error;
        }

        if (_state != TcpState.Bound)
        {
            return NetworkError.InvalidState;
        }

        if (!MayListen)
        {
            return NetworkError.AccessDenied;
        }

        try
        {
            Socket.Listen(_backlog);
        }
        catch (SocketException exception)
        {
            return NetworkError.Of(exception.SocketErrorCode);
        }

        _state = TcpState.Listening;
        connections = new IncomingConnections(Shared.Share(), Access);
        return null;
    }

    internal NetworkError? SetBacklog(ulong value)
    {
        if (value == 0)
        {
            return NetworkError.InvalidArgument;
        }

        if (_state is TcpState.ConnectInProgress or TcpState.Connected or TcpState.Closed)
        {
            return NetworkError.InvalidState;
        }

        _backlog = (int)ulong.Min(value, MaximumBacklog);
        try
        {
            if (IsListening)
            {
                Socket.Listen(_backlog);
            }

            return null;
        }
        catch (SocketException)
        {
            return NetworkError.NotSupported;
        }
    }

    /// <summary>Gives what takes the bytes for the peer; null if there is no connection, or somebody has that already.</summary>
    internal TcpSink? Send()
    {
        if (_state != TcpState.Connected || _sends)
        {
            return null;
        }

        _sends = true;
        return new TcpSink(Shared.Share());
    }

    /// <summary>Gives the bytes of the peer; null if there is no connection, or somebody has them already.</summary>
    internal TcpSource? Receive()
    {
        if (_state != TcpState.Connected || _receives)
        {
            return null;
        }

        _receives = true;
        return new TcpSource(Shared.Share());
    }

    private async Task<NetworkError?> FinishConnectAsync(SharedSocket shared, IPEndPoint remote, CancellationToken cancellation)
    {
        try
        {
            shared.Socket.NoDelay = true;
            await shared.Socket.ConnectAsync(remote, cancellation).ConfigureAwait(false);
            RemoteAddress = remote;
            _state = TcpState.Connected;
            return null;
        }
        catch (SocketException exception)
        {
            return NetworkError.Of(exception.SocketErrorCode == SocketError.AddressNotAvailable
                ? SocketError.AddressAlreadyInUse
                : exception.SocketErrorCode);
        }
        finally
        {
            _state = _state == TcpState.Connected ? TcpState.Connected : TcpState.Closed;
            shared.Release();
        }
    }
}
