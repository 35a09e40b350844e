using System.Net;
using System.Net.Sockets;
using Lanner.Components;
using Lanner.Tests;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:sockets/tcp</c>: a guest that connects, and one that listens.</summary>
public sealed class SocketTcpTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public void A_guest_connects_and_talks_both_ways()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var (socket, input, output) = guest.Connect(server.LocalEndpoint);
        using var peer = server.AcceptSocket();
        Assert.Equal(server.LocalEndpoint, guest.Tcp("remote-address", socket).Address);
        Assert.Equal(peer.RemoteEndPoint, guest.Tcp("local-address", socket).Address);
        guest.Write(output, "hello"u8);
        var room = new byte[10];
        Assert.Equal(5, peer.Receive(room));
        peer.Send("answer"u8);
        Assert.Equal("answer"u8, guest.Read(input, 6));
        peer.Shutdown(SocketShutdown.Send);
        Assert.Empty(guest.Read(input, 1));
    }

    [Fact]
    public void A_guest_listens_and_accepts()
    {
        using var guest = new SocketGuest(builder => builder.AllowListen("127.0.0.1:0"));
        var listener = guest.Tcp();
        Assert.Null(guest.Bind(listener, AnyPort));
        Assert.False(IsListening(guest, listener));
        Assert.Null(guest.Listen(listener));
        Assert.True(IsListening(guest, listener));
        Assert.Equal("would-block", guest.Tcp("accept", listener).Error);
        var address = guest.Tcp("local-address", listener).Address;
        Assert.NotEqual(0, address.Port);

        using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(address);
        guest.WaitFor("wasi:sockets/tcp", "tcp-socket", listener);
        var accepted = guest.Tcp("accept", listener).Value!.Value.AsList();
        var (socket, input, output) = (accepted[0].AsResource(), accepted[1].AsResource(), accepted[2].AsResource());
        Assert.Equal(Plain((IPEndPoint)peer.LocalEndPoint!), guest.Tcp("remote-address", socket).Address);
        Assert.Equal(address, guest.Tcp("local-address", socket).Address);
        Assert.Equal("invalid-state", guest.Tcp("accept", socket).Error);
        peer.Send("hello"u8);
        Assert.Equal("hello"u8, guest.Read(input, 5));
        guest.Write(output, "answer"u8);
        var room = new byte[10];
        Assert.Equal(6, peer.Receive(room));
    }

    [Fact]
    public void What_is_cut_ends_with_a_reset()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var (socket, input, output) = guest.Connect(server.LocalEndpoint);
        using var peer = server.AcceptSocket();
        while (guest.Guest.Stream("output-stream.check-write", output).Value!.Value.AsU64() is > 0 and var permit)
        {
            guest.Guest.Stream("output-stream.write", output, ComponentValue.FromNumbers<byte>(new byte[permit]));
        }

        Array.ForEach([socket, input, output], resource => resource.Dispose());
        var room = new byte[1 << 20];
        var error = SocketError.Success;
        while (peer.Receive(room, SocketFlags.None, out error) > 0)
        {
        }

        Assert.Equal(SocketError.ConnectionReset, error);
    }

    [Fact]
    public void A_connection_that_the_guest_gets_no_handles_of_ends()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        var guest = new SocketGuest(builder =>
        {
            builder.AllowConnect("127.0.0.1");
            builder.MaximumResources = 3;
        });
        Assert.Throws<TrapException>(() => guest.Connect(server.LocalEndpoint));
        using var peer = server.AcceptSocket();
        guest.Dispose();
        Assert.Equal(0, peer.Receive(new byte[1]));
    }

    [Fact]
    public async Task A_megabyte_goes_through_both_ways()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var (_, input, output) = guest.Connect(server.LocalEndpoint);
        using var peer = server.AcceptSocket();
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        var echo = Task.Run(() =>
        {
            using var stream = new NetworkStream(peer);
            var received = new byte[bytes.Length];
            stream.ReadExactly(received);
            stream.Write(received);
        }, TestContext.Current.CancellationToken);
        for (var start = 0; start < bytes.Length; start += 4096)
        {
            guest.Write(output, bytes.AsSpan(start, 4096));
        }

        Assert.Equal(bytes, guest.Read(input, bytes.Length));
        await echo.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_guest_waits_for_a_peer_that_does_not_receive()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var (_, _, output) = guest.Connect(server.LocalEndpoint);
        using var peer = server.AcceptSocket();
        var chunk = ComponentValue.FromNumbers<byte>(new byte[64 << 10]);
        var written = 0;
        while (guest.Guest.Stream("output-stream.check-write", output).Value!.Value.AsU64() > 0)
        {
            Assert.False(guest.Guest.Stream("output-stream.write", output, chunk).IsError);
            written += 64 << 10;
            Assert.InRange(written, 0, 64 << 20);
        }

        var pollable = guest.Guest.Subscribe("output-stream", output);
        Assert.False(guest.Guest.IsReady(pollable));
        var received = Task.Run(() =>
        {
            var room = new byte[64 << 10];
            for (var left = written; left > 0;)
            {
                left -= peer.Receive(room);
            }
        }, TestContext.Current.CancellationToken);
        guest.Guest.Poll(pollable);
        Assert.NotEqual(0ul, guest.Guest.Stream("output-stream.check-write", output).Value!.Value.AsU64());
        guest.Guest.Stream("output-stream.blocking-flush", output);
        await received.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_was_not_begun_cannot_be_finished_and_states_exclude_each_other()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1").AllowListen("127.0.0.1"));
        var socket = guest.Tcp();
        foreach (var finish in new[] { "finish-bind", "finish-connect", "finish-listen" })
        {
            Assert.Equal("not-in-progress", guest.Tcp(finish, socket).Error);
        }

        Assert.Equal("invalid-state", guest.Tcp("start-listen", socket).Error);
        Assert.Equal("invalid-state", guest.Tcp("accept", socket).Error);
        Assert.Equal("invalid-state", guest.Tcp("local-address", socket).Error);
        Assert.Equal("invalid-state", guest.Tcp("remote-address", socket).Error);
        Assert.Equal("invalid-state", guest.Tcp("shutdown", socket, ComponentValue.FromEnum("both")).Error);

        Assert.Null(guest.Tcp("start-bind", socket, guest.Network, SocketGuest.Address(AnyPort)).Error);
        Assert.Equal("concurrency-conflict", guest.Tcp("start-bind", socket, guest.Network, SocketGuest.Address(AnyPort)).Error);
        Assert.Equal("concurrency-conflict", guest.Tcp("start-listen", socket).Error);
        Assert.Equal("invalid-state", guest.Tcp("local-address", socket).Error);
        Assert.Null(guest.Tcp("finish-bind", socket).Error);
        Assert.Equal("not-in-progress", guest.Tcp("finish-bind", socket).Error);
        Assert.Equal("invalid-state", guest.Bind(socket, AnyPort));
        Assert.NotEqual(0, guest.Tcp("local-address", socket).Address.Port);

        Assert.Null(guest.Tcp("start-listen", socket).Error);
        Assert.Equal("concurrency-conflict", StartConnect(guest, socket, server));
        Assert.Null(guest.Tcp("finish-listen", socket).Error);
        Assert.Equal("invalid-state", guest.Tcp("start-listen", socket).Error);
        Assert.Equal("invalid-state", StartConnect(guest, socket, server));

        var (connected, _, _) = guest.Connect(server.LocalEndpoint);
        Assert.Equal("not-in-progress", guest.Tcp("finish-connect", connected).Error);
        Assert.Equal("invalid-state", StartConnect(guest, connected, server));
        Assert.Equal("invalid-state", guest.Tcp("start-listen", connected).Error);
        Assert.Equal("invalid-state", guest.Tcp("set-listen-backlog-size", connected, ComponentValue.FromU64(1)).Error);
    }

    [Fact]
    public void A_bound_socket_connects_from_where_it_is_bound()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var socket = guest.Tcp();
        Assert.Null(guest.Bind(socket, "0.0.0.0:0"));
        var port = guest.Tcp("local-address", socket).Address.Port;
        Assert.Null(guest.Connect(socket, server.LocalEndpoint).Error);
        using var peer = server.AcceptSocket();
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), peer.RemoteEndPoint);
        Assert.Equal(peer.RemoteEndPoint, guest.Tcp("local-address", socket).Address);
    }

    [Fact]
    public void Where_nobody_listens_the_connection_is_refused_and_the_socket_closed()
    {
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var socket = guest.Tcp();
        Assert.Equal("connection-refused", guest.Connect(socket, UnusedPort()).Error);
        Assert.Equal("invalid-state", guest.Tcp("hop-limit", socket).Error);
        Assert.Equal("invalid-state", guest.Tcp("start-connect", socket, guest.Network, SocketGuest.Address(AnyPort)).Error);
        socket.Dispose();
    }

    [Fact]
    public void An_address_in_use_cannot_be_bound_but_one_that_was_can()
    {
        using var guest = new SocketGuest(builder => builder.AllowListen("127.0.0.1"));
        var (first, second) = (guest.Tcp(), guest.Tcp());
        Assert.Null(guest.Bind(first, AnyPort));
        Assert.Null(guest.Listen(first));
        var address = guest.Tcp("local-address", first).Address;
        Assert.Equal("address-in-use", guest.Bind(second, address));

        // The end of a connection that the listener's side has closed first leaves the address in TIME_WAIT.
        using (var peer = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            peer.Connect(address);
            guest.WaitFor("wasi:sockets/tcp", "tcp-socket", first);
            foreach (var part in guest.Tcp("accept", first).Value!.Value.AsList())
            {
                part.AsResource().Dispose();
            }

            Assert.Equal(0, peer.Receive(new byte[1]));
        }

        first.Dispose();
        Assert.Null(guest.Bind(second, address));
        Assert.Null(guest.Listen(second));
    }

    [Theory]
    [InlineData("[::1]:0")]
    [InlineData("224.0.0.1:0")]
    [InlineData("255.255.255.255:0")]
    public void What_is_no_address_of_this_socket_cannot_be_bound(string local)
    {
        using var guest = new SocketGuest(builder => builder.AllowListen("0.0.0.0").AllowListen("[::]"));
        Assert.Equal("invalid-argument", guest.Bind(guest.Tcp(), local));
    }

    [Theory]
    [InlineData("ipv4", "[::1]:80")]
    [InlineData("ipv4", "0.0.0.0:80")]
    [InlineData("ipv4", "127.0.0.1:0")]
    [InlineData("ipv4", "224.0.0.1:80")]
    [InlineData("ipv4", "255.255.255.255:80")]
    [InlineData("ipv6", "127.0.0.1:80")]
    [InlineData("ipv6", "[::]:80")]
    [InlineData("ipv6", "[ff02::1]:80")]
    [InlineData("ipv6", "[::ffff:127.0.0.1]:80")]
    public void What_is_no_address_of_a_peer_cannot_be_connected_to(string family, string remote)
    {
        using var guest = new SocketGuest(builder => builder.AllowConnect("0.0.0.0/0").AllowConnect("::/0"));
        Assert.Equal("invalid-argument", guest.Tcp("start-connect", guest.Tcp(family), guest.Network, SocketGuest.Address(remote)).Error);
    }

    [Fact]
    public void Sockets_of_version_6_are_of_version_6_only()
    {
        Assert.SkipUnless(HasVersion6(), "This machine has no IPv6: give it the address ::1.");
        using var guest = new SocketGuest(builder => builder.AllowListen("[::]").AllowConnect("::1"));
        var listener = guest.Tcp("ipv6");
        Assert.Equal("ipv6", guest.Guest.Call(
            "wasi:sockets/tcp", "[method]tcp-socket.address-family", ComponentValue.FromBorrow(listener))!.Value.AsEnum());
        Assert.Equal("invalid-argument", guest.Bind(listener, "[::ffff:127.0.0.1]:0"));
        Assert.Null(guest.Bind(listener, "[::]:0"));
        Assert.Null(guest.Listen(listener));
        var port = guest.Tcp("local-address", listener).Address.Port;
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => peer.Connect(IPAddress.Loopback, port));
        var remote = new IPEndPoint(IPAddress.IPv6Loopback, port);
        var socket = guest.Tcp("ipv6");
        Assert.Null(guest.Connect(socket, remote).Error);
        Assert.Equal(remote, guest.Tcp("remote-address", socket).Address);
    }

    [Fact]
    public void Shutting_down_ends_the_streams()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var (socket, input, output) = guest.Connect(server.LocalEndpoint);
        using var peer = server.AcceptSocket();
        guest.Write(output, "last"u8);
        for (var time = 0; time < 2; time++)
        {
            Assert.Null(guest.Tcp("shutdown", socket, ComponentValue.FromEnum("send")).Error);
        }

        var room = new byte[10];
        Assert.Equal(4, peer.Receive(room));
        Assert.Equal(0, peer.Receive(room));
        Assert.Equal("closed", guest.Guest.Stream("output-stream.check-write", output).Value!.Value.AsVariant().Label);

        peer.Send("too late"u8);
        guest.WaitFor("wasi:io/streams", "input-stream", input);
        Assert.Null(guest.Tcp("shutdown", socket, ComponentValue.FromEnum("both")).Error);
        Assert.Empty(guest.Read(input, 1));
        Assert.NotNull(guest.Tcp("remote-address", socket).Value);
    }

    [Fact]
    public void All_that_was_written_is_sent_before_the_peer_sees_the_end()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var (socket, _, output) = guest.Connect(server.LocalEndpoint);
        using var peer = server.AcceptSocket();
        var chunk = ComponentValue.FromNumbers<byte>(new byte[64 << 10]);
        var written = 0;
        while (guest.Guest.Stream("output-stream.check-write", output).Value!.Value.AsU64() > 0)
        {
            guest.Guest.Stream("output-stream.write", output, chunk);
            written += 64 << 10;
        }

        guest.Tcp("shutdown", socket, ComponentValue.FromEnum("send"));
        var (received, room) = (0, new byte[64 << 10]);
        for (int count; (count = peer.Receive(room)) > 0;)
        {
            received += count;
        }

        Assert.Equal(written, received);
    }

    [Fact]
    public void A_connection_that_was_reset_is_an_error_with_a_code()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var (_, input, _) = guest.Connect(server.LocalEndpoint);
        using (var peer = server.AcceptSocket())
        {
            peer.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        var (isError, value) = guest.Guest.Stream("input-stream.blocking-read", input, ComponentValue.FromU64(1));
        Assert.True(isError);
        var error = value!.Value.AsVariant().Value!.Value.AsResource();
        var code = guest.Guest.Call("wasi:sockets/network", "network-error-code", ComponentValue.FromBorrow(error))!.Value.AsOption();
        Assert.Equal("connection-reset", code!.Value.AsEnum());
        Assert.Null(guest.Guest.Call("wasi:filesystem/types", "filesystem-error-code", ComponentValue.FromBorrow(error))!.Value.AsOption());
    }

    [Fact]
    public void Polling_in_a_loop_without_waiting_sees_sockets_get_ready()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var socket = guest.Tcp();
        Assert.Null(StartConnect(guest, socket, server));
        LoopUntilReady(guest, guest.Subscribe("wasi:sockets/tcp", "tcp-socket", socket));
        var input = guest.Tcp("finish-connect", socket).Value!.Value.AsList()[0].AsResource();
        using var peer = server.AcceptSocket();
        using var timer = new Timer(_ => peer.Send("a"u8), null, 20, Timeout.Infinite);
        LoopUntilReady(guest, guest.Guest.Subscribe("input-stream", input));
        Assert.Equal("a"u8, guest.Read(input, 1));
    }

    [Fact]
    public void Waiting_for_a_socket_can_be_interrupted()
    {
        using var guest = new SocketGuest(builder => builder.AllowListen("127.0.0.1"), isInterruptible: true);
        var listener = guest.Tcp();
        guest.Bind(listener, AnyPort);
        guest.Listen(listener);
        using var timer = new Timer(_ => guest.Guest.Store.Interrupt(), null, 20, Timeout.Infinite);
        Assert.Throws<TrapException>(() => guest.WaitFor("wasi:sockets/tcp", "tcp-socket", listener));
    }

    /// <summary>Polls together with a time that has come already.</summary>
    private static void LoopUntilReady(SocketGuest guest, ComponentResource pollable)
    {
        using var now = guest.Guest.After(TimeSpan.Zero);
        Assert.True(Patience.Until(() => guest.Guest.Poll(now, pollable).Length == 2));
        pollable.Dispose();
    }

    private static string? StartConnect(SocketGuest guest, ComponentResource socket, TcpListener server) =>
        guest.Tcp("start-connect", socket, guest.Network, SocketGuest.Address(server.LocalEndpoint)).Error;

    private static bool IsListening(SocketGuest guest, ComponentResource socket) =>
        guest.Guest.Call("wasi:sockets/tcp", "[method]tcp-socket.is-listening", ComponentValue.FromBorrow(socket))!.Value.AsBool();

    private static IPEndPoint Plain(IPEndPoint address) =>
        new(address.Address.IsIPv4MappedToIPv6 ? address.Address.MapToIPv4() : address.Address, address.Port);

    /// <summary>An address at which nobody listens.</summary>
    private static IPEndPoint UnusedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(AnyPort);
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private static bool HasVersion6()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
