using System.Net;

namespace Lanner.Wasi.Sockets;

/// <summary>Addresses with ports.</summary>
internal sealed record EndPointRange(IPNetwork Addresses, PortRange Ports)
{
    /// <summary>True if an end point is one of them. That of IPv4 within IPv6 is taken for what it is.</summary>
    internal bool Contains(IPAddress address, int port) => Ports.Contains(port) && Addresses.Contains(AddressRules.Plain(address));
}
