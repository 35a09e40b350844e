using System.Net;
using Lanner.Components;
using Lanner.Wasi.Preview2.Sockets;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>A guest of WASI 0.2 that uses sockets.</summary>
internal sealed class SocketGuest : IDisposable
{
    private readonly ComponentResource _network;

    internal SocketGuest(Action<WasiContextBuilder>? grant = null, bool isInterruptible = false)
    {
        var builder = new WasiContextBuilder();
        grant?.Invoke(builder);
        Guest = new Preview2Guest(builder, isInterruptible);
        _network = Guest.Call("wasi:sockets/instance-network", "instance-network")!.Value.AsResource();
    }

    internal Preview2Guest Guest { get; }

    internal ComponentValue Network => ComponentValue.FromBorrow(_network);

    /// <summary>A TCP socket.</summary>
    internal ComponentResource Tcp(string family = "ipv4") => CreateTcp(family).Resource;

    /// <summary>A UDP socket.</summary>
    internal ComponentResource Udp(string family = "ipv4") => CreateUdp(family).Resource;

    internal SocketResult CreateTcp(string family = "ipv4") =>
        Call("wasi:sockets/tcp-create-socket", "create-tcp-socket", ComponentValue.FromEnum(family));

    internal SocketResult CreateUdp(string family = "ipv4") =>
        Call("wasi:sockets/udp-create-socket", "create-udp-socket", ComponentValue.FromEnum(family));

    /// <summary>Calls a method of a TCP socket.</summary>
    internal SocketResult Tcp(string method, ComponentResource socket, params ReadOnlySpan<ComponentValue> arguments) =>
        Call("wasi:sockets/tcp", $"[method]tcp-socket.{method}", [ComponentValue.FromBorrow(socket), .. arguments]);

    /// <summary>Calls a method of a UDP socket or of its streams.</summary>
    internal SocketResult Udp(string method, ComponentResource resource, params ReadOnlySpan<ComponentValue> arguments) =>
        Call("wasi:sockets/udp", $"[method]{method}", [ComponentValue.FromBorrow(resource), .. arguments]);

    internal SocketResult Call(string interfaceName, string function, params ReadOnlySpan<ComponentValue> arguments)
    {
        var (isError, value) = Guest.Call(interfaceName, function, arguments)!.Value.AsResult();
        return isError ? new SocketResult(value!.Value.AsEnum(), null) : new SocketResult(null, value);
    }

    /// <summary>A socket address as guests have it.</summary>
    internal static ComponentValue Address(EndPoint endPoint) => SocketAddresses.FromEndPoint((IPEndPoint)endPoint);

    internal static ComponentValue Address(string endPoint) => Address(IPEndPoint.Parse(endPoint));

    internal string? Bind(ComponentResource socket, EndPoint local)
    {
        var error = Tcp("start-bind", socket, Network, Address(local)).Error;
        return error ?? Tcp("finish-bind", socket).Error;
    }

    internal string? Bind(ComponentResource socket, string local) => Bind(socket, IPEndPoint.Parse(local));

    internal string? BindUdp(ComponentResource socket, string local)
    {
        var error = Udp("udp-socket.start-bind", socket, Network, Address(local)).Error;
        return error ?? Udp("udp-socket.finish-bind", socket).Error;
    }

    internal string? Listen(ComponentResource socket) => Tcp("start-listen", socket).Error ?? Tcp("finish-listen", socket).Error;

    /// <summary>Connects, waiting as long as it takes.</summary>
    internal SocketResult Connect(ComponentResource socket, EndPoint remote)
    {
        var started = Tcp("start-connect", socket, Network, Address(remote));
        if (started.Error is not null)
        {
            return started;
        }

        WaitFor("wasi:sockets/tcp", "tcp-socket", socket);
        return Tcp("finish-connect", socket);
    }

    internal (ComponentResource Socket, ComponentResource Input, ComponentResource Output) Connect(EndPoint remote)
    {
        var socket = Tcp();
        var streams = Connect(socket, remote).Value!.Value.AsList();
        return (socket, streams[0].AsResource(), streams[1].AsResource());
    }

    /// <summary>Waits until a resource is ready.</summary>
    internal void WaitFor(string interfaceName, string type, ComponentResource resource)
    {
        using var pollable = Subscribe(interfaceName, type, resource);
        Guest.Poll(pollable);
    }

    internal ComponentResource Subscribe(string interfaceName, string type, ComponentResource resource) =>
        Guest.Call(interfaceName, $"[method]{type}.subscribe", ComponentValue.FromBorrow(resource))!.Value.AsResource();

    /// <summary>Reads until so many bytes have come, or the end.</summary>
    internal byte[] Read(ComponentResource input, int count)
    {
        var bytes = new List<byte>();
        while (bytes.Count < count)
        {
            var (isError, value) = Guest.Stream("input-stream.blocking-read", input, ComponentValue.FromU64((ulong)(count - bytes.Count)));
            if (isError)
            {
                Assert.Equal("closed", value!.Value.AsVariant().Label);
                break;
            }

            bytes.AddRange(value!.Value.AsNumbers<byte>().Span);
        }

        return [.. bytes];
    }

    internal void Write(ComponentResource output, ReadOnlySpan<byte> bytes) => Assert.False(
        Guest.Stream("output-stream.blocking-write-and-flush", output, ComponentValue.FromNumbers(bytes)).IsError);

    public void Dispose() => Guest.Dispose();
}

/// <summary>The result of a function of <c>wasi:sockets</c>.</summary>
/// <param name="Error">The error; null if it succeeded.</param>
/// <param name="Value">The value, where there is one.</param>
internal readonly record struct SocketResult(string? Error, ComponentValue? Value)
{
    internal ComponentResource Resource => Error is null ? Value!.Value.AsResource() : throw new InvalidOperationException(Error);

    internal IPEndPoint Address => Error is null
        ? SocketAddresses.ToEndPoint(Value!.Value)
        : throw new InvalidOperationException(Error);
}
