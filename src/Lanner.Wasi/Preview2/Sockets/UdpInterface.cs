using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>The interfaces <c>udp</c> and <c>udp-create-socket</c>.</summary>
internal static class UdpInterface
{
    /// <summary>The most datagrams that are received at once, whatever the guest asks for.</summary>
    private const int MaximumDatagrams = 16;

    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var type = SocketResourceTypes.UdpSocket;
        var create = define("wasi:sockets/udp-create-socket");
        create.Resource(SocketResourceTypes.Network);
        create.Resource(type);
        create.Function("create-udp-socket", Create);

        var udp = define("wasi:sockets/udp");
        udp.Resource(ResourceTypes.Pollable);
        udp.Resource(SocketResourceTypes.Network);
        udp.Resource(type);
        udp.Method(type, "start-bind", call => NetworkError.ResultOf(Of(call).StartBind(SocketAddresses.ToEndPoint(call[2]))));
        udp.Method(type, "finish-bind", call => NetworkError.ResultOf(Of(call).FinishBind()));
        udp.Method(type, "stream", OpenStreams);
        udp.Method(type, "local-address", call => SocketInterfaces.AddressOrError(Of(call).LocalAddress));
        udp.Method(type, "remote-address", call => SocketInterfaces.AddressOrError(Of(call).RemoteAddress));
        udp.Method(type, "address-family", call => SocketAddresses.FromFamily(Of(call).Family));
        udp.Method(type, "subscribe", Pollable.Subscribe<UdpSocket>);
        SocketOptions.Define(udp, type, "unicast-hop-limit");

        var incoming = SocketResourceTypes.IncomingDatagramStream;
        udp.Resource(incoming);
        udp.Method(incoming, "receive", Receive);
        udp.Method(incoming, "subscribe", Pollable.Subscribe<IncomingDatagramStream>);

        var outgoing = SocketResourceTypes.OutgoingDatagramStream;
        udp.Resource(outgoing);
        udp.Method(outgoing, "check-send", CheckSend);
        udp.Method(outgoing, "send", Send);
        udp.Method(outgoing, "subscribe", Pollable.Subscribe<OutgoingDatagramStream>);
    }

    private static UdpSocket Of(InterfaceCall call) => call.Resource<UdpSocket>(0);

    private static ComponentValue? Create(InterfaceCall call)
    {
        var error = UdpSocket.Create(call.Context.Network, SocketAddresses.ToFamily(call[0]), out var socket);
        return error?.Result ?? ComponentValue.Ok(call.Own(SocketResourceTypes.UdpSocket, socket!));
    }

    private static ComponentValue? OpenStreams(InterfaceCall call)
    {
        var remote = call[1].AsOption() is { } address ? SocketAddresses.ToEndPoint(address) : null;
        var error = Of(call).OpenStreams(remote, out var incoming, out var outgoing);
        return error?.Result ?? ComponentValue.Ok(call.OwnAll(
            (SocketResourceTypes.IncomingDatagramStream, incoming!), (SocketResourceTypes.OutgoingDatagramStream, outgoing!)));
    }

    private static ComponentValue? Receive(InterfaceCall call)
    {
        var maximum = (int)ulong.Min(call[1].AsU64(), MaximumDatagrams);
        var error = call.Resource<IncomingDatagramStream>(0).Receive(maximum, out var datagrams);
        return error?.Result ?? ComponentValue.Ok(ComponentValue.FromList([.. datagrams.Select(datagram => ComponentValue.FromRecord(
            ("data", ComponentValue.FromNumbers<byte>(datagram.Data)),
            ("remote-address", SocketAddresses.FromEndPoint(datagram.Peer))))]));
    }

    private static ComponentValue? CheckSend(InterfaceCall call)
    {
        var error = call.Resource<OutgoingDatagramStream>(0).Check(out var permit);
        return error?.Result ?? ComponentValue.Ok(ComponentValue.FromU64((ulong)permit));
    }

    private static ComponentValue? Send(InterfaceCall call)
    {
        var error = call.Resource<OutgoingDatagramStream>(0).Send(call[1].AsList(), out var sent);
        return error?.Result ?? ComponentValue.Ok(ComponentValue.FromU64(sent));
    }
}
