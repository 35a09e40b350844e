using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Sockets;

namespace Lanner.Wasi.Preview3.Sockets;

/// <summary>The methods of <c>udp-socket</c>.</summary>
internal static class UdpMethods
{
    private const int LargestDatagram = 64 << 10;

    internal static void Define(InterfaceDefinition types)
    {
        var type = SocketResourceTypes.UdpSocket;
        types.Resource(type);
        types.Function("[static]udp-socket.create", Create);
        types.Method(type, "bind", call => Preview3SocketInterfaces.ResultOf(Of(call).BindTo(SocketAddresses.ToEndPoint(call[1]))));
        types.Method(type, "connect", call => Preview3SocketInterfaces.ResultOf(Of(call).Connect(SocketAddresses.ToEndPoint(call[1]))));
        types.Method(type, "disconnect", call => Preview3SocketInterfaces.ResultOf(Of(call).Disconnect()));
        types.AsyncMethod(type, "send", Send);
        types.AsyncMethod(type, "receive", Receive);
        types.Method(type, "get-local-address", call => Preview3SocketInterfaces.AddressOrError(call, Of(call).LocalAddress));
        types.Method(type, "get-remote-address", call => Preview3SocketInterfaces.AddressOrError(call, Of(call).RemoteAddress));
        types.Method(type, "get-address-family", call => SocketAddresses.FromFamily(Of(call).Family));
        SocketOptions.Define(types, type, "unicast-hop-limit");
    }

    private static UdpSocket Of(InterfaceCall call) => call.Resource<UdpSocket>(0);

    private static ComponentValue? Create(InterfaceCall call)
    {
        var error = UdpSocket.Create(call.Context.Network, SocketAddresses.ToFamily(call[0]), out var socket);
        return error?.In(call) ?? ComponentValue.Ok(call.Own(SocketResourceTypes.UdpSocket, socket!));
    }

    private static ValueTask<ComponentValue?> Send(InterfaceCall call, CancellationToken cancellation)
    {
        var socket = Of(call);
        var named = call[2].AsOption() is { } address ? SocketAddresses.ToEndPoint(address) : null;
        var error = socket.CheckDestination(named, out var remote) ?? socket.BindToAny();
        return error is not null
            ? new(ComponentValue.Error(error.Variant))
            : SendAsync(socket.Share(), call[1].AsNumbers<byte>(), remote!, cancellation);
    }

    private static async ValueTask<ComponentValue?> SendAsync(
        SharedSocket shared, ReadOnlyMemory<byte> data, IPEndPoint remote, CancellationToken cancellation)
    {
        try
        {
            await shared.Socket.SendToAsync(data, SocketFlags.None, remote, cancellation).ConfigureAwait(false);
            return ComponentValue.Ok();
        }
        catch (SocketException exception)
        {
            return ComponentValue.Error(NetworkError.Of(exception.SocketErrorCode).Variant);
        }
        finally
        {
            shared.Release();
        }
    }

    private static ValueTask<ComponentValue?> Receive(InterfaceCall call, CancellationToken cancellation)
    {
        var socket = Of(call);
        return socket.LocalAddress is null ? new(NetworkError.InvalidState.In(call))
            : !call.Context.Resources.TryHold(LargestDatagram) ? new(NetworkError.Of(SocketError.NoBufferSpaceAvailable).In(call))
            : ReceiveAsync(socket, socket.Share(), call.Context, cancellation);
    }

    private static async ValueTask<ComponentValue?> ReceiveAsync(
        UdpSocket socket, SharedSocket shared, WasiContext context, CancellationToken cancellation)
    {
        var room = ArrayPool<byte>.Shared.Rent(LargestDatagram);
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, context.End);
            while (true)
            {
                var received = await shared.Socket.ReceiveFromAsync(
                    room.AsMemory(0, LargestDatagram), SocketFlags.None, socket.AnyPeer, end.Token).ConfigureAwait(false);
                if (received.RemoteEndPoint is IPEndPoint peer && socket.TakesFrom(peer))
                {
                    return ComponentValue.Ok(ComponentValue.FromTuple(
                        ComponentValue.FromNumbers<byte>(room.AsSpan(0, received.ReceivedBytes)), SocketAddresses.FromEndPoint(peer)));
                }
            }
        }
        catch (SocketException exception)
        {
            return ComponentValue.Error(NetworkError.Of(exception.SocketErrorCode).Variant);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
            shared.Release();
            context.Resources.TryHold(-LargestDatagram);
        }
    }
}
