using Lanner.Components;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>The types of handles of <c>wasi:sockets</c>.</summary>
internal static class SocketResourceTypes
{
    internal static HostResourceType Network { get; } = ResourceTypes.Create("network");

    internal static HostResourceType TcpSocket { get; } = ResourceTypes.Create("tcp-socket");

    /// <summary>The <c>tcp-socket</c> of WASI 0.3, which has other states.</summary>
    internal static HostResourceType TcpSocket3 { get; } = ResourceTypes.Create("tcp-socket");

    internal static HostResourceType UdpSocket { get; } = ResourceTypes.Create("udp-socket");

    internal static HostResourceType IncomingDatagramStream { get; } = ResourceTypes.Create("incoming-datagram-stream");

    internal static HostResourceType OutgoingDatagramStream { get; } = ResourceTypes.Create("outgoing-datagram-stream");

    internal static HostResourceType ResolveAddressStream { get; } = ResourceTypes.Create("resolve-address-stream");
}
