using System.Net;

namespace Lanner.Wasi.Sockets;

/// <summary>Peers that a guest may talk to.</summary>
internal sealed record PeerRange(IPNetwork Addresses, int? Port);

/// <summary>The peers that a guest may talk to; all of them when none are named.</summary>
internal sealed class PeerList(PeerRange[] ranges)
{
    internal bool Allows(EndPoint? peer)
    {
        if (ranges.Length == 0)
        {
            return true;
        }

        if (peer is not IPEndPoint { Address: var address, Port: var port })
        {
            return false;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var range in ranges)
        {
            if (range.Addresses.Contains(address) && (range.Port is null || range.Port == port))
            {
                return true;
            }
        }

        return false;
    }
}
