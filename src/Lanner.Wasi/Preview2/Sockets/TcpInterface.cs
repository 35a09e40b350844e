using System.Net.Sockets;
using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>The interfaces <c>tcp</c> and <c>tcp-create-socket</c>.</summary>
internal static class TcpInterface
{
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var type = SocketResourceTypes.TcpSocket;
        var create = define("wasi:sockets/tcp-create-socket");
        create.Resource(SocketResourceTypes.Network);
        create.Resource(type);
        create.Function("create-tcp-socket", Create);

        var tcp = define("wasi:sockets/tcp");
        tcp.Resource(ResourceTypes.InputStream);
        tcp.Resource(ResourceTypes.OutputStream);
        tcp.Resource(ResourceTypes.Pollable);
        tcp.Resource(SocketResourceTypes.Network);
        tcp.Resource(type);
        tcp.Method(type, "start-bind", call => NetworkError.ResultOf(Of(call).StartBind(SocketAddresses.ToEndPoint(call[2]))));
        tcp.Method(type, "finish-bind", call => NetworkError.ResultOf(Of(call).FinishBind()));
        tcp.Method(type, "start-connect", call => NetworkError.ResultOf(Of(call).StartConnect(SocketAddresses.ToEndPoint(call[2]))));
        tcp.Method(type, "finish-connect", FinishConnect);
        tcp.Method(type, "start-listen", call => NetworkError.ResultOf(Of(call).StartListen()));
        tcp.Method(type, "finish-listen", call => NetworkError.ResultOf(Of(call).FinishListen()));
        tcp.Method(type, "accept", Accept);
        tcp.Method(type, "local-address", call => SocketInterfaces.AddressOrError(Of(call).LocalAddress));
        tcp.Method(type, "remote-address", call => SocketInterfaces.AddressOrError(Of(call).RemoteAddress));
        tcp.Method(type, "is-listening", call => ComponentValue.FromBool(Of(call).IsListening));
        tcp.Method(type, "address-family", call => SocketAddresses.FromFamily(Of(call).Family));
        tcp.Method(type, "set-listen-backlog-size", call => NetworkError.ResultOf(Of(call).SetBacklog(call[1].AsU64())));
        tcp.Method(type, "subscribe", Pollable.Subscribe<TcpSocket>);
        tcp.Method(type, "shutdown", call => NetworkError.ResultOf(Of(call).Shutdown(call[1].AsEnum() switch
        {
            "receive" => SocketShutdown.Receive,
            "send" => SocketShutdown.Send,
            _ => SocketShutdown.Both,
        })));
        SocketOptions.Define(tcp, type, "hop-limit");
        SocketOptions.DefineKeepAlive(tcp, type);
    }

    private static TcpSocket Of(InterfaceCall call) => call.Resource<TcpSocket>(0);

    private static ComponentValue? Create(InterfaceCall call)
    {
        var error = TcpSocket.Create(call.Context.Network, SocketAddresses.ToFamily(call[0]), out var socket);
        return error?.Result ?? ComponentValue.Ok(call.Own(SocketResourceTypes.TcpSocket, socket!));
    }

    private static ComponentValue? FinishConnect(InterfaceCall call)
    {
        var error = Of(call).FinishConnect(out var input, out var output);
        return error?.Result ?? ComponentValue.Ok(call.OwnAll(
            (ResourceTypes.InputStream, new InputStream(input!)), (ResourceTypes.OutputStream, new OutputStream(output!))));
    }

    private static ComponentValue? Accept(InterfaceCall call)
    {
        var error = Of(call).Accept(out var socket, out var input, out var output);
        return error?.Result ?? ComponentValue.Ok(call.OwnAll(
            (SocketResourceTypes.TcpSocket, socket!),
            (ResourceTypes.InputStream, new InputStream(input!)),
            (ResourceTypes.OutputStream, new OutputStream(output!))));
    }
}
