using System.Net.Sockets;

namespace Lanner.Wasi.Sockets;

/// <summary>The listeners and peers that a guest is granted.</summary>
internal sealed class NetworkGrants
{
    /// <summary>Opens each listener.</summary>
    internal List<Func<Socket>> Listeners { get; } = [];

    /// <summary>The only peers that the guest may talk to; all when there are none.</summary>
    internal List<PeerRange> Peers { get; } = [];
}
