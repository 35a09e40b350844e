using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Preview2.Sockets;
using Lanner.Wasi.Preview3.Sockets;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>Connections that a guest of WASI 0.3 accepts by a stream.</summary>
public sealed class IncomingConnectionsTests
{
    /// <summary>The guest has dropped the stream while one more was accepted for it.</summary>
    [Fact]
    public async Task A_connection_that_nobody_takes_is_closed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var context = new WasiContextBuilder().AllowListen("127.0.0.1").Build();
        Assert.Null(SharedSocket.Open(context.Network, AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp, out var shared));
        shared!.Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        shared.Socket.Listen();
        var connections = new IncomingConnections(shared, context.Network);
        connections.PassTo(context);
        var enumerator = connections.GetAsyncEnumerator(cancellation);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)shared.Socket.LocalEndPoint!, cancellation);
        Assert.True(await enumerator.MoveNextAsync());
        await enumerator.DisposeAsync();
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], cancellation).AsTask().WaitAsync(Patience.Limit, cancellation));
        Assert.Equal(0, context.Resources.Count);
    }
}
