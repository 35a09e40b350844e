using System.Net;
using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Sockets;
using Lanner.Wasi.Preview3.Streams;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview3.Sockets;

/// <summary>The package <c>wasi:sockets</c>: over the same grants as the sockets of WASI 0.1 and 0.2.</summary>
internal static class Preview3SocketInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var types = define("wasi:sockets/types");
        DefineTcp(types);
        UdpMethods.Define(types);
        define("wasi:sockets/ip-name-lookup").AsyncFunction(
            "resolve-addresses", static (call, _) => ResolveAddressesAsync(call.Context.Network, call[0].AsString()));
    }

    /// <summary>The result of asking for an address that a socket has only in some states.</summary>
    internal static ComponentValue AddressOrError(InterfaceCall call, IPEndPoint? address) => address is null
        ? NetworkError.InvalidState.In(call)
        : ComponentValue.Ok(SocketAddresses.FromEndPoint(address));

    /// <summary>The result of what gives no value.</summary>
    internal static ComponentValue ResultOf(NetworkError? error) =>
        error is null ? ComponentValue.Ok() : ComponentValue.Error(error.Variant);

    private static void DefineTcp(InterfaceDefinition types)
    {
        var type = SocketResourceTypes.TcpSocket3;
        types.Resource(type);
        types.Function("[static]tcp-socket.create", Create);
        types.Method(type, "bind", call => ResultOf(Of(call).BindTo(SocketAddresses.ToEndPoint(call[1]))));
        types.AsyncMethod(type, "connect", static (call, cancellation) =>
            ResultOfAsync(Of(call).ConnectAsync(SocketAddresses.ToEndPoint(call[1]), cancellation)));
        types.Method(type, "listen", Listen);
        types.Method(type, "send", call => Of(call).Send() is { } sink
            ? Transfer.BeginFor(call, 1, sink)
            : Transfer.Refused(call[1].AsStream(), NetworkError.InvalidState.Variant));
        types.Method(type, "receive", call => Of(call).Receive() is { } source
            ? source.PassTo(call.Context)
            : ByteSource.Refused(NetworkError.InvalidState.Variant));
        types.Method(type, "get-local-address", call => AddressOrError(call, Of(call).LocalAddress));
        types.Method(type, "get-remote-address", call => AddressOrError(call, Of(call).RemoteAddress));
        types.Method(type, "get-is-listening", call => ComponentValue.FromBool(Of(call).IsListening));
        types.Method(type, "get-address-family", call => SocketAddresses.FromFamily(Of(call).Family));
        types.Method(type, "set-listen-backlog-size", call => ResultOf(Of(call).SetBacklog(call[1].AsU64())));
        SocketOptions.Define(types, type, "hop-limit");
        SocketOptions.DefineKeepAlive(types, type);
    }

    private static Preview3TcpSocket Of(InterfaceCall call) => call.Resource<Preview3TcpSocket>(0);

    private static ComponentValue? Create(InterfaceCall call)
    {
        var error = Preview3TcpSocket.Create(call.Context.Network, SocketAddresses.ToFamily(call[0]), out var socket);
        return error?.In(call) ?? ComponentValue.Ok(call.Own(SocketResourceTypes.TcpSocket3, socket!));
    }

    private static ComponentValue? Listen(InterfaceCall call)
    {
        var error = Of(call).Listen(out var connections);
        return error?.In(call) ?? ComponentValue.Ok(connections!.PassTo(call.Context));
    }

    private static async ValueTask<ComponentValue?> ResultOfAsync(Task<NetworkError?> work) => ResultOf(await work.ConfigureAwait(false));

    private static async ValueTask<ComponentValue?> ResolveAddressesAsync(NetworkAccess network, string name)
    {
        var (outcome, addresses) = await network.LookUpAsync(name).ConfigureAwait(false);
        return outcome == NameOutcome.Found
            ? ComponentValue.Ok(ComponentValue.FromList([.. addresses.Select(SocketAddresses.FromAddress)]))
            : ComponentValue.Error(NetworkError.Of(outcome).Variant);
    }
}
