using System.Net;

namespace Lanner.Wasi.Sockets;

/// <summary>The peers that a guest may talk to; all of them when none are named.</summary>
internal sealed class PeerList(EndPointRange[] ranges)
{
    internal bool Allows(EndPoint? peer) =>
        ranges.Length == 0
        || (peer is IPEndPoint { Address: var address, Port: var port } && Array.Exists(ranges, range => range.Contains(address, port)));
}
