using System.Net;
using System.Net.Sockets;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>Refusals: to guests of <c>wasi:sockets</c> that ask for more than they were granted.</summary>
public sealed class SocketPolicyTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public void Without_grants_there_are_no_sockets_and_no_names()
    {
        using var guest = new SocketGuest();
        Assert.Equal("access-denied", guest.CreateTcp().Error);
        Assert.Equal("access-denied", guest.CreateUdp().Error);
        Assert.Equal("access-denied", LookUp(guest, "localhost").Error);
    }

    [Fact]
    public void A_listener_of_the_host_grants_no_sockets()
    {
        using var guest = new SocketGuest(builder => builder.AddListener(AnyPort).AllowPeers(IPNetwork.Parse("0.0.0.0/0")));
        Assert.Equal("access-denied", guest.CreateTcp().Error);
    }

    [Fact]
    public void Guests_connect_only_where_they_may_bound_or_not()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("10.0.0.0/8").AllowListen("127.0.0.1:0"));
        var (unbound, bound) = (guest.Tcp(), guest.Tcp());
        Assert.Null(guest.Bind(bound, AnyPort));
        foreach (var socket in new[] { unbound, bound })
        {
            Assert.Equal("access-denied", guest.Connect(socket, server.LocalEndpoint).Error);
        }

        Assert.False(server.Pending());

        // It is still the socket that it was.
        Assert.Equal("invalid-state", guest.Tcp("local-address", unbound).Error);
        Assert.Null(guest.Listen(bound));
    }

    [Fact]
    public void To_connect_without_having_bound_asks_for_the_right_to()
    {
        // The guest may listen, but there is nothing that it may connect to.
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowListen("0.0.0.0"));
        Assert.Equal("access-denied", guest.Connect(guest.Tcp(), server.LocalEndpoint).Error);
        Assert.False(server.Pending());
    }

    [Fact]
    public void Guests_bind_only_where_they_may()
    {
        using var guest = new SocketGuest(builder => builder.AllowListen("127.0.0.1:0").AllowListen("udp://127.0.0.1:0"));
        foreach (var local in new[] { "0.0.0.0:0", "0.0.0.0:8080", "127.0.0.2:0", "127.0.0.1:8080" })
        {
            Assert.Equal("access-denied", guest.Bind(guest.Tcp(), local));
            Assert.Equal("access-denied", guest.BindUdp(guest.Udp(), local));
        }

        Assert.Null(guest.Bind(guest.Tcp(), "127.0.0.1:0"));
        Assert.Null(guest.BindUdp(guest.Udp(), "127.0.0.1:0"));
    }

    [Fact]
    public void Who_may_only_connect_may_bind_to_any_port_but_not_listen()
    {
        using var guest = new SocketGuest(builder => builder.AllowConnect("10.0.0.0/8"));
        var socket = guest.Tcp();
        Assert.Equal("access-denied", guest.Bind(socket, "0.0.0.0:8080"));
        Assert.Null(guest.Bind(socket, "0.0.0.0:0"));
        Assert.Equal("access-denied", guest.Tcp("start-listen", socket).Error);
    }

    [Fact]
    public void Peers_that_the_guest_may_not_talk_to_are_sent_away()
    {
        using var guest = new SocketGuest(builder =>
            builder.AllowListen("127.0.0.1:0").AllowPeers(IPNetwork.Parse("127.0.0.2/32")));
        var listener = guest.Tcp();
        guest.Bind(listener, AnyPort);
        guest.Listen(listener);
        var address = guest.Tcp("local-address", listener).Address;
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.Connect(address);
        guest.WaitFor("wasi:sockets/tcp", "tcp-socket", listener);
        Assert.Equal("would-block", guest.Tcp("accept", listener).Error);
        Assert.Equal(0, stranger.Receive(new byte[1]));

        using var friend = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        friend.Bind(IPEndPoint.Parse("127.0.0.2:0"));
        friend.Connect(address);
        guest.WaitFor("wasi:sockets/tcp", "tcp-socket", listener);
        Assert.Null(guest.Tcp("accept", listener).Error);
    }

    [Fact]
    public void A_name_that_is_made_to_stand_for_this_machine_leads_nowhere()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        var answer = new TaskCompletionSource<IPAddress[]>();
        using var guest = new SocketGuest(builder => builder.AllowConnect("*.example.com").UseResolver((_, _) => answer.Task));
        var stream = LookUp(guest, "evil.example.com").Resource;
        answer.SetResult([IPAddress.Parse("::ffff:127.0.0.1"), IPAddress.Loopback]);
        guest.WaitFor("wasi:sockets/ip-name-lookup", "resolve-address-stream", stream);
        Assert.Equal("access-denied", Next(guest, stream).Error);
        Assert.Equal("access-denied", guest.Connect(guest.Tcp(), server.LocalEndpoint).Error);
    }

    [Fact]
    public void A_guest_connects_to_what_a_granted_name_stands_for()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        var asked = new List<string>();
        using var guest = new SocketGuest(builder => builder
            .AllowConnect("*.example.com").AllowPrivateAnswers()
            .UseResolver((name, _) =>
            {
                asked.Add(name);
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            }));
        Assert.Equal("access-denied", guest.Connect(guest.Tcp(), server.LocalEndpoint).Error);
        Assert.Equal("access-denied", LookUp(guest, "example.com").Error);
        Assert.Equal("access-denied", LookUp(guest, "evilexample.com").Error);
        Assert.Equal("access-denied", LookUp(guest, "secret.evil.org").Error);
        Assert.Null(LookUp(guest, "www.Example.com").Error);
        Assert.Null(guest.Connect(guest.Tcp(), server.LocalEndpoint).Error);
        Assert.Equal(["www.example.com"], asked);
    }

    [Fact]
    public void A_guest_has_a_bounded_number_of_sockets()
    {
        using var guest = new SocketGuest(builder =>
        {
            builder.MaximumSockets = 3;
            builder.AllowListen("127.0.0.1").AllowListen("udp://127.0.0.1");
        });
        var listener = guest.Tcp();
        guest.Bind(listener, AnyPort);
        guest.Listen(listener);
        var (tcp, udp) = (guest.Tcp(), guest.Udp());
        Assert.Equal("new-socket-limit", guest.CreateTcp().Error);
        Assert.Equal("new-socket-limit", guest.CreateUdp().Error);
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(guest.Tcp("local-address", listener).Address);
        guest.WaitFor("wasi:sockets/tcp", "tcp-socket", listener);
        Assert.Equal("new-socket-limit", guest.Tcp("accept", listener).Error);

        // Whoever waits is served when there is room again.
        udp.Dispose();
        var accepted = guest.Tcp("accept", listener).Value!.Value.AsList();
        accepted[0].AsResource().Dispose();
        Assert.Equal("new-socket-limit", guest.CreateTcp().Error);
        accepted[1].AsResource().Dispose();
        accepted[2].AsResource().Dispose();
        Assert.Null(guest.CreateTcp().Error);
        tcp.Dispose();
    }

    [Fact]
    public void A_connection_ends_when_the_guest_has_dropped_all_of_it()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        using var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1"));
        var (socket, input, output) = guest.Connect(server.LocalEndpoint);
        using var peer = server.AcceptSocket();
        socket.Dispose();
        guest.Write(output, "still there"u8);
        Assert.Equal(11, peer.Receive(new byte[20]));
        output.Dispose();
        Assert.False(peer.Poll(0, SelectMode.SelectRead));
        input.Dispose();
        Assert.Equal(0, peer.Receive(new byte[1]));
    }

    [Fact]
    public void What_a_guest_leaves_behind_is_closed_with_its_context()
    {
        using var server = new TcpListener(AnyPort);
        server.Start();
        Socket peer;
        using (var guest = new SocketGuest(builder => builder.AllowConnect("127.0.0.1")))
        {
            guest.Connect(server.LocalEndpoint);
            peer = server.AcceptSocket();
        }

        using (peer)
        {
            Assert.Equal(0, peer.Receive(new byte[1]));
        }
    }

    private static SocketResult LookUp(SocketGuest guest, string name) => guest.Call(
        "wasi:sockets/ip-name-lookup", "resolve-addresses", guest.Network, ComponentValue.FromString(name));

    private static SocketResult Next(SocketGuest guest, ComponentResource stream) => guest.Call(
        "wasi:sockets/ip-name-lookup", "[method]resolve-address-stream.resolve-next-address", ComponentValue.FromBorrow(stream));
}
