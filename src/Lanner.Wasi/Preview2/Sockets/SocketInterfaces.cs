using System.Net;
using Lanner.Components;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>The package <c>wasi:sockets</c>: over the same grants as the sockets of WASI 0.1.</summary>
internal static class SocketInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var network = define("wasi:sockets/network");
        network.Resource(ResourceTypes.Error);
        network.Resource(SocketResourceTypes.Network);
        network.Function("network-error-code", ErrorCodeOf);

        var instance = define("wasi:sockets/instance-network");
        instance.Resource(SocketResourceTypes.Network);
        instance.Function("instance-network", call => call.Own(SocketResourceTypes.Network, new NetworkHandle()));

        TcpInterface.Define(define);
        UdpInterface.Define(define);
        DefineLookup(define("wasi:sockets/ip-name-lookup"));
    }

    /// <summary>The result of asking for an address that a socket has only in some states.</summary>
    internal static ComponentValue AddressOrError(IPEndPoint? address) => address is null
        ? NetworkError.InvalidState.Result
        : ComponentValue.Ok(SocketAddresses.FromEndPoint(address));

    private static ComponentValue? ErrorCodeOf(InterfaceCall call) => call.Resource<IoError>(0).Failure.Code is NetworkError error
        ? ComponentValue.Some(ComponentValue.FromEnum(error.Label))
        : ComponentValue.None;

    private static void DefineLookup(InterfaceDefinition lookup)
    {
        var type = SocketResourceTypes.ResolveAddressStream;
        lookup.Resource(ResourceTypes.Pollable);
        lookup.Resource(SocketResourceTypes.Network);
        lookup.Resource(type);
        lookup.Function("resolve-addresses", ResolveAddresses);
        lookup.Method(type, "resolve-next-address", ResolveNextAddress);
        lookup.Method(type, "subscribe", Pollable.Subscribe<ResolveAddressStream>);
    }

    private static ResolveAddressStream LookupOf(InterfaceCall call) => call.Resource<ResolveAddressStream>(0);

    private static ComponentValue? ResolveAddresses(InterfaceCall call)
    {
        var answer = call.Context.Network.LookUpAsync(call[1].AsString());
        return answer is { IsCompletedSuccessfully: true, Result.Outcome: var outcome and (NameOutcome.Denied or NameOutcome.Invalid) }
            ? NetworkError.Of(outcome).Result
            : ComponentValue.Ok(call.Own(SocketResourceTypes.ResolveAddressStream, new ResolveAddressStream(answer)));
    }

    private static ComponentValue? ResolveNextAddress(InterfaceCall call)
    {
        var error = LookupOf(call).Next(out var address);
        return error?.Result ?? ComponentValue.Ok(address is null
            ? ComponentValue.None
            : ComponentValue.Some(SocketAddresses.FromAddress(address)));
    }
}
