using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>A <c>udp-socket</c>. That its streams talk to one peer only is held here, not by the host's system: so the peer can
/// change.</summary>
internal sealed class UdpSocket : GuestSocket, IWaitable
{
    /// <summary>The peers that are remembered.</summary>
    private const int MaximumHeard = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<IPEndPoint> _heard = [];
    private readonly Queue<IPEndPoint> _heardInOrder = [];
    private IncomingDatagramStream? _incoming;
    private bool _isBinding;
    private bool _isBound;

    /// <summary>The address at which the host's system would send to the peer from a socket that is bound to all; or null.</summary>
    private IPAddress? _nearest;

    private UdpSocket(SharedSocket shared, NetworkAccess access)
        : base(shared, access)
    {
    }

    /// <summary>True always: nothing here takes time.</summary>
    public bool IsReady => true;

    public WakeUp WakeUp => default;

    /// <summary>The only peer of the streams; or null.</summary>
    internal IPEndPoint? RemoteAddress { get; private set; }

    /// <summary>The number of the streams that work, of all that were made.</summary>
    internal int Generation { get; private set; }

    /// <summary>Any peer, for the host's system to say which.</summary>
    internal IPEndPoint AnyPeer => new(Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);

    internal override IPEndPoint? LocalAddress => base.LocalAddress is not { } local ? null
        : _nearest is not null && AddressRules.IsUnspecified(local.Address) ? new IPEndPoint(_nearest, local.Port)
        : local;

    protected override bool IsBound => _isBound;

    /// <summary>Makes a socket, if there may be one more.</summary>
    internal static NetworkError? Create(NetworkAccess access, AddressFamily family, out UdpSocket? socket)
    {
        var error = SharedSocket.Open(access, family, SocketType.Dgram, ProtocolType.Udp, out var shared);
        socket = error is null ? new UdpSocket(shared!, access) : null;
        return error;
    }

    internal NetworkError? StartBind(IPEndPoint local)
    {
        if (_isBinding || _isBound)
        {
            return _isBinding ? NetworkError.ConcurrencyConflict : NetworkError.InvalidState;
        }

        var error = SocketAddresses.CheckLocal(local, Family) ?? Bind(local);
        _isBinding = error is null;
        return error;
    }

    internal NetworkError? FinishBind()
    {
        if (!_isBinding)
        {
            return NetworkError.NotInProgress;
        }

        (_isBinding, _isBound) = (false, true);
        return null;
    }

    /// <summary>Binds the socket at once, as guests of WASI 0.3 do.</summary>
    internal NetworkError? BindTo(IPEndPoint local) => StartBind(local) ?? FinishBind();

    /// <summary>Binds the socket to a free port, if it is not bound: that belongs to what the guest may reach.</summary>
    internal NetworkError? BindToAny() => _isBound ? null : BindTo(AnyPeer);

    /// <summary>Makes a peer the only one.</summary>
    internal NetworkError? Connect(IPEndPoint remote)
    {
        if ((SocketAddresses.CheckRemote(remote, Family) ?? CheckAccess(remote) ?? BindToAny()) is { } error)
        {
            return error;
        }

        try
        {
            using var probe = new Socket(Family, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(remote);
            (_nearest, RemoteAddress) = (((IPEndPoint)probe.LocalEndPoint!).Address, remote);
            return null;
        }
        catch (SocketException exception)
        {
            return NetworkError.Of(exception.SocketErrorCode);
        }
    }

    /// <summary>Makes no peer the only one.</summary>
    internal NetworkError? Disconnect()
    {
        if (RemoteAddress is null)
        {
            return NetworkError.InvalidState;
        }

        (_nearest, RemoteAddress) = (null, null);
        return null;
    }

    /// <summary>Opens streams in place of those that there were.</summary>
    /// <param name="remote">The only peer; or null for all.</param>
    /// <param name="incoming">The stream of what comes.</param>
    /// <param name="outgoing">The stream of what goes.</param>
    internal NetworkError? OpenStreams(
        IPEndPoint? remote, out IncomingDatagramStream? incoming, out OutgoingDatagramStream? outgoing)
    {
        (incoming, outgoing) = (null, null);
        if (!_isBound)
        {
            return NetworkError.InvalidState;
        }

        if (remote is not null && (SocketAddresses.CheckRemote(remote, Family) ?? CheckAccess(remote)) is { } error)
        {
            return error;
        }

        RemoteAddress = remote;
        Generation++;
        _incoming?.Discard();
        incoming = _incoming = new IncomingDatagramStream(this, Shared.Share());
        outgoing = new OutgoingDatagramStream(this, Shared.Share());
        return null;
    }

    /// <summary>Finds the peer of a datagram.</summary>
    /// <param name="named">The peer that the datagram names; or null.</param>
    /// <param name="remote">The peer.</param>
    internal NetworkError? CheckDestination(IPEndPoint? named, out IPEndPoint? remote)
    {
        remote = named ?? RemoteAddress;
        return remote is null || (RemoteAddress is not null && !RemoteAddress.Equals(remote))
            ? NetworkError.InvalidArgument
            : SocketAddresses.CheckRemote(remote, Family) ?? CheckAccess(remote);
    }

    /// <summary>True if the guest may see what a peer has sent: one that it may send to, or any where it may listen.</summary>
    internal bool TakesFrom(IPEndPoint peer)
    {
        // Asked once: the guest may disconnect while another thread receives.
        if (RemoteAddress is { } only && !only.Equals(peer))
        {
            return false;
        }

        if (!MayListen)
        {
            return Access.MayReach(ProtocolType.Udp, peer);
        }

        if (!Access.Peers.Allows(peer))
        {
            return false;
        }

        Remember(peer);
        return true;
    }

    /// <summary>Refuses a peer that the guest may not send to. Where it may listen, it may answer.</summary>
    private NetworkError? CheckAccess(IPEndPoint remote) =>
        Access.MayReach(ProtocolType.Udp, remote) || HasHeard(remote) ? null : NetworkError.AccessDenied;

    private bool HasHeard(IPEndPoint peer)
    {
        lock (_gate)
        {
            return _heard.Contains(peer);
        }
    }

    private void Remember(IPEndPoint peer)
    {
        lock (_gate)
        {
            if (_heard.Add(peer))
            {
                _heardInOrder.Enqueue(peer);
                if (_heardInOrder.Count > MaximumHeard)
                {
                    _heard.Remove(_heardInOrder.Dequeue());
                }
            }
        }
    }
}
