using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>A <c>tcp-socket</c>. Binding and listening are done when they are begun; only to connect takes time.</summary>
internal sealed class TcpSocket : GuestSocket, IWaitable
{
    private const int MaximumBacklog = 4096;

    /// <summary>The peers that one call sends away.</summary>
    private const int MaximumRefused = 16;

    private TcpState _state;
    private int _backlog = 128;
    private IPEndPoint? _remote;
    private Task<SocketError>? _connecting;
    private TcpInput? _input;
    private TcpOutput? _output;

    private TcpSocket(SharedSocket shared, NetworkAccess access, TcpState state)
        : base(shared, access) => _state = state;

    /// <summary>True if an operation that was begun can be finished, or a peer waits to be accepted.</summary>
    public bool IsReady => _state switch
    {
        TcpState.ConnectInProgress => _connecting!.IsCompleted,
        TcpState.Listening => Shared.CanRead,
        _ => true,
    };

    public WakeUp WakeUp => _state == TcpState.ConnectInProgress
        ? WakeUp.ByTask(_connecting!)
        : Shared.WakeUp(forWriting: false);

    internal override bool IsClosed => _state == TcpState.Closed;

    internal bool IsListening => _state == TcpState.Listening;

    /// <summary>The address of the peer, kept for when the connection has ended; or null.</summary>
    internal IPEndPoint? RemoteAddress { get; private set; }

    protected override bool IsBound => _state is not (TcpState.Unbound or TcpState.BindInProgress or TcpState.Closed);

    private bool IsInProgress => _state is TcpState.BindInProgress or TcpState.ListenInProgress or TcpState.ConnectInProgress;

    /// <summary>Makes a socket, if there may be one more.</summary>
    internal static NetworkError? Create(NetworkAccess access, AddressFamily family, out TcpSocket? socket)
    {
        var error = SharedSocket.Open(access, family, SocketType.Stream, ProtocolType.Tcp, out var shared);
        socket = error is null ? new TcpSocket(shared!, access, TcpState.Unbound) : null;
        return error;
    }

    internal NetworkError? StartBind(IPEndPoint local)
    {
        if (_state != TcpState.Unbound)
        {
            return Conflict();
        }

        var error = SocketAddresses.CheckLocal(local, Family) ?? Bind(local);
        _state = error is null ? TcpState.BindInProgress : _state;
        return error;
    }

    internal NetworkError? FinishBind() => Finish(TcpState.BindInProgress, TcpState.Bound);

    /// <summary>Begins to connect. Without having been bound, the socket is bound to a free port then: that belongs to what the guest may
    /// reach.</summary>
    internal NetworkError? StartConnect(IPEndPoint remote)
    {
        if (_state is not (TcpState.Unbound or TcpState.Bound))
        {
            return Conflict();
        }

        if (SocketAddresses.CheckRemote(remote, Family) is { } error)
        {
            return error;
        }

        if (!AddressRules.IsUnicast(remote.Address))
        {
            return NetworkError.InvalidArgument;
        }

        if (!Access.MayReach(ProtocolType.Tcp, remote))
        {
            return NetworkError.AccessDenied;
        }

        _remote = remote;
        _connecting = ConnectAsync(remote);
        _state = TcpState.ConnectInProgress;
        return null;
    }

    /// <summary>Gives the streams of the connection, once it is there.</summary>
    internal NetworkError? FinishConnect(out TcpInput? input, out TcpOutput? output)
    {
        (input, output) = (null, null);
        if (_state != TcpState.ConnectInProgress)
        {
            return NetworkError.NotInProgress;
        }

        if (!_connecting!.IsCompleted)
        {
            return NetworkError.WouldBlock;
        }

        var error = _connecting.Result;
        if (error != SocketError.Success)
        {
            _state = TcpState.Closed;
            return error == SocketError.AddressNotAvailable
                ? NetworkError.Of(SocketError.AddressAlreadyInUse)
                : NetworkError.Of(error);
        }

        _state = TcpState.Connected;
        (input, output) = OpenStreams(_remote!);
        return null;
    }

    internal NetworkError? StartListen()
    {
        if (_state != TcpState.Bound)
        {
            return Conflict();
        }

        if (!MayListen)
        {
            return NetworkError.AccessDenied;
        }

        try
        {
            Socket.Listen(_backlog);
            _state = TcpState.ListenInProgress;
            return null;
        }
        catch (SocketException exception)
        {
            return NetworkError.Of(exception.SocketErrorCode);
        }
    }

    internal NetworkError? FinishListen() => Finish(TcpState.ListenInProgress, TcpState.Listening);

    /// <summary>Accepts the connection of a peer that the guest may talk to.</summary>
    internal NetworkError? Accept(out TcpSocket? accepted, out TcpInput? input, out TcpOutput? output)
    {
        (accepted, input, output) = (null, null, null);
        if (_state != TcpState.Listening)
        {
            return NetworkError.InvalidState;
        }

        for (var refused = 0; refused < MaximumRefused; refused++)
        {
            var error = Shared.Accept(out var shared);
            if (error is not null)
            {
                return error;
            }

            if (shared is not null)
            {
                accepted = new TcpSocket(shared, Access, TcpState.Connected);
                (input, output) = accepted.OpenStreams((IPEndPoint)shared.Socket.RemoteEndPoint!);
                return null;
            }
        }

        // However many of the others come, the guest can be interrupted.
        return NetworkError.WouldBlock;
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
            if (_state is TcpState.ListenInProgress or TcpState.Listening)
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

    internal NetworkError? Shutdown(SocketShutdown how)
    {
        if (_state != TcpState.Connected)
        {
            return NetworkError.InvalidState;
        }

        if (how is SocketShutdown.Receive or SocketShutdown.Both)
        {
            _input!.Shutdown();
        }

        if (how is SocketShutdown.Send or SocketShutdown.Both)
        {
            _output!.Shutdown();
        }

        return null;
    }

    private (TcpInput Input, TcpOutput Output) OpenStreams(IPEndPoint remote)
    {
        RemoteAddress = remote;
        return (_input = new TcpInput(Shared.Share()), _output = new TcpOutput(Shared.Share()));
    }

    private NetworkError? Finish(TcpState from, TcpState to)
    {
        if (_state != from)
        {
            return NetworkError.NotInProgress;
        }

        _state = to;
        return null;
    }

    /// <summary>The reason why an operation cannot be begun in this state.</summary>
    private NetworkError Conflict() => IsInProgress ? NetworkError.ConcurrencyConflict : NetworkError.InvalidState;

    private async Task<SocketError> ConnectAsync(IPEndPoint remote)
    {
        try
        {
            Socket.NoDelay = true;
            await Socket.ConnectAsync(remote).ConfigureAwait(false);
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }
    }
}
