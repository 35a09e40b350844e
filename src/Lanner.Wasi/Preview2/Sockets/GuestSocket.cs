using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>A socket that can be bound: a <c>tcp-socket</c> or a <c>udp-socket</c>.</summary>
/// <param name="shared">The socket of the host.</param>
/// <param name="access">Says what the guest may do.</param>
internal abstract class GuestSocket(SharedSocket shared, NetworkAccess access) : HostResource
{
    internal AddressFamily Family => Socket.AddressFamily;

    internal Socket Socket => shared.Socket;

    /// <summary>True if there is nothing left to do but to drop the socket.</summary>
    internal virtual bool IsClosed => false;

    /// <summary>The address that the socket is bound to; or null.</summary>
    internal virtual IPEndPoint? LocalAddress => IsBound ? (IPEndPoint?)Socket.LocalEndPoint : null;

    /// <summary>True from the end of binding on.</summary>
    protected abstract bool IsBound { get; }

    /// <summary>True if the socket was bound where the guest may listen, and not only to connect or to send from there.</summary>
    protected bool MayListen { get; private set; }

    /// <summary>The socket of the host, for something that may outlive this one and releases it.</summary>
    internal SharedSocket Share() => shared.Share();

    protected SharedSocket Shared => shared;

    protected NetworkAccess Access => access;

    /// <summary>Binds the socket, if the guest may.</summary>
    protected NetworkError? Bind(IPEndPoint local)
    {
        var protocol = Socket.ProtocolType;
        var mayListen = access.MayListen(protocol, local);
        if (!mayListen && !access.MayBindToReach(protocol, local))
        {
            return NetworkError.AccessDenied;
        }

        try
        {
            Socket.Bind(local);
            MayListen = mayListen;
            return null;
        }
        catch (SocketException exception)
        {
            // So Windows says that no port is free.
            return exception.SocketErrorCode == SocketError.NoBufferSpaceAvailable
                ? NetworkError.Of(SocketError.AddressAlreadyInUse)
                : NetworkError.Of(exception.SocketErrorCode);
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
