using System.Net.Sockets;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>A socket of the host, which is closed when the last of those that use it has gone: a <c>tcp-socket</c> and its streams live
/// independently. None of its own calls waits.</summary>
internal sealed class SharedSocket
{
    private readonly NetworkAccess _access;
    private int _users = 1;

    private SharedSocket(Socket socket, NetworkAccess access)
    {
        socket.Blocking = false;
        Socket = socket;
        _access = access;
    }

    internal Socket Socket { get; }

    /// <summary>Opens a socket for one user.</summary>
    internal static NetworkError? Open(
        NetworkAccess access, AddressFamily family, SocketType type, ProtocolType protocol, out SharedSocket? shared)
    {
        shared = null;
        if (!access.MayUse(protocol))
        {
            return NetworkError.AccessDenied;
        }

        if (!access.Sockets.TryEnter())
        {
            return NetworkError.NewSocketLimit;
        }

        Socket? socket = null;
        try
        {
            socket = new Socket(family, type, protocol);
            if (family == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            shared = new SharedSocket(socket, access);
            return null;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            access.Sockets.Leave();
            return NetworkError.Of(exception.SocketErrorCode);
        }
    }

    /// <summary>Accepts a connection, for one user.</summary>
    /// <returns>Null also where the peer was sent away.</returns>
    internal NetworkError? Accept(out SharedSocket? shared)
    {
        shared = null;
        if (!CanRead)
        {
            // Accepting in vain is an exception.
            return NetworkError.WouldBlock;
        }

        if (!_access.Sockets.TryEnter())
        {
            return NetworkError.NewSocketLimit;
        }

        Socket? accepted = null;
        try
        {
            accepted = Socket.Accept();
            if (_access.Peers.Allows(accepted.RemoteEndPoint))
            {
                accepted.NoDelay = true;
                shared = new SharedSocket(accepted, _access);
                return null;
            }
        }
        catch (SocketException exception)
        {
            accepted?.Dispose();
            _access.Sockets.Leave();
            return NetworkError.Of(exception.SocketErrorCode);
        }

        accepted.Dispose();
        _access.Sockets.Leave();
        return null;
    }

    /// <summary>Waits for a connection of a peer that the guest may talk to, for one user.</summary>
    /// <returns>Null where the guest has as many sockets as it may.</returns>
    /// <exception cref="SocketException">A connection has gone again.</exception>
    internal async Task<SharedSocket?> AcceptAsync(CancellationToken cancellation)
    {
        while (_access.Sockets.TryEnter())
        {
            Socket? accepted = null;
            var isTaken = false;
            try
            {
                accepted = await Socket.AcceptAsync(cancellation).ConfigureAwait(false);
                if (_access.Peers.Allows(accepted.RemoteEndPoint))
                {
                    accepted.NoDelay = true;
                    isTaken = true;
                    return new SharedSocket(accepted, _access);
                }
            }
            finally
            {
                if (!isTaken)
                {
                    accepted?.Dispose();
                    _access.Sockets.Leave();
                }
            }
        }

        return null;
    }

    /// <summary>True if there is something to receive or to accept, an error included.</summary>
    internal bool CanRead => Socket.Poll(0, SelectMode.SelectRead) || Socket.Poll(0, SelectMode.SelectError);

    /// <summary>True if something can be sent.</summary>
    internal bool CanWrite => Socket.Poll(0, SelectMode.SelectWrite) || Socket.Poll(0, SelectMode.SelectError);

    /// <summary>By what a wait for the socket ends. Elsewhere than on Linux it is looked at again every few milliseconds.</summary>
    internal WakeUp WakeUp(bool forWriting) =>
        OperatingSystem.IsLinux() ? Io.WakeUp.ByHandle((int)Socket.Handle, forWriting) : default;

    /// <summary>Notes one user more.</summary>
    internal SharedSocket Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>Notes that a user has gone.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Socket.Dispose();
            _access.Sockets.Leave();
        }
    }
}
