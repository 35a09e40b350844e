using System.Net;
using System.Net.Sockets;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:sockets/udp</c>.</summary>
public sealed class SocketUdpTests
{
    [Fact]
    public void A_guest_sends_to_one_peer_and_receives_of_it()
    {
        using var peer = Peer();
        using var guest = new SocketGuest(builder => builder.AllowConnect("udp://127.0.0.1"));
        var socket = guest.Udp();
        Assert.Null(guest.BindUdp(socket, "0.0.0.0:0"));
        var (incoming, outgoing) = Streams(guest, socket, peer.LocalEndPoint);
        Assert.Equal(peer.LocalEndPoint, guest.Udp("udp-socket.remote-address", socket).Address);
        Assert.Equal(1ul, Send(guest, outgoing, Datagram("hello")).Value!.Value.AsU64());
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        var room = new byte[10];
        Assert.Equal(5, peer.ReceiveFrom(room, ref from));
        Assert.Equal(guest.Udp("udp-socket.local-address", socket).Address.Port, ((IPEndPoint)from).Port);

        using (var stranger = Peer())
        {
            stranger.SendTo("stranger"u8, from);
        }

        peer.SendTo("answer"u8, from);
        peer.SendTo([], from);
        guest.WaitFor("wasi:sockets/udp", "incoming-datagram-stream", incoming);
        var received = ReceiveAll(guest, incoming, 2);
        Assert.Equal(["answer", ""], received.Select(TextOf));
        Assert.All(received, datagram =>
            Assert.Equal(SocketGuest.Address(peer.LocalEndPoint!), datagram.GetField("remote-address")));
        Assert.Empty(Receive(guest, incoming, 10));
    }

    [Fact]
    public void A_guest_serves_many_peers_where_it_may_listen()
    {
        using var guest = new SocketGuest(builder => builder.AllowListen("udp://127.0.0.1"));
        var socket = guest.Udp();
        Assert.Null(guest.BindUdp(socket, "127.0.0.1:0"));
        Assert.Equal("invalid-state", guest.Udp("udp-socket.remote-address", socket).Error);
        var (incoming, outgoing) = Streams(guest, socket, remote: null);
        var address = guest.Udp("udp-socket.local-address", socket).Address;
        using var one = Peer();
        using var other = Peer();
        foreach (var peer in new[] { one, other })
        {
            // It may answer, but it may not begin.
            Assert.Equal("access-denied", Send(guest, outgoing, Datagram("first", peer.LocalEndPoint)).Error);
            peer.SendTo("question"u8, address);
            guest.WaitFor("wasi:sockets/udp", "incoming-datagram-stream", incoming);
            var datagram = Assert.Single(Receive(guest, incoming, 10));
            Assert.Null(Send(guest, outgoing, ComponentValue.FromRecord(
                ("data", datagram.GetField("data")), ("remote-address", ComponentValue.Some(datagram.GetField("remote-address"))))).Error);
            Assert.Equal(8, peer.Receive(new byte[20]));
        }
    }

    [Fact]
    public void A_guest_that_may_only_send_hears_only_those_that_it_may_send_to()
    {
        using var peer = Peer();
        var port = ((IPEndPoint)peer.LocalEndPoint!).Port;
        using var guest = new SocketGuest(builder => builder.AllowConnect($"udp://127.0.0.1:{port}"));
        var socket = guest.Udp();
        Assert.Equal("access-denied", guest.BindUdp(socket, "0.0.0.0:5353"));
        Assert.Null(guest.BindUdp(socket, "0.0.0.0:0"));
        var (incoming, outgoing) = Streams(guest, socket, remote: null);
        var local = new IPEndPoint(IPAddress.Loopback, guest.Udp("udp-socket.local-address", socket).Address.Port);
        using var stranger = Peer();
        stranger.SendTo("stranger"u8, local);
        peer.SendTo("peer"u8, local);
        guest.WaitFor("wasi:sockets/udp", "incoming-datagram-stream", incoming);
        Assert.Equal(["peer"], Receive(guest, incoming, 10).Select(TextOf));
        Assert.Equal("access-denied", Send(guest, outgoing, Datagram("a", stranger.LocalEndPoint)).Error);
        Assert.Equal("access-denied", guest.Udp("udp-socket.stream", socket, Remote(stranger.LocalEndPoint)).Error);
        Assert.Null(Send(guest, outgoing, Datagram("a", peer.LocalEndPoint)).Error);
    }

    [Fact]
    public void Datagrams_of_peers_that_the_guest_may_not_talk_to_are_lost()
    {
        using var guest = new SocketGuest(builder =>
            builder.AllowListen("udp://127.0.0.1").AllowPeers(IPNetwork.Parse("127.0.0.2/32")));
        var socket = guest.Udp();
        guest.BindUdp(socket, "127.0.0.1:0");
        var (incoming, _) = Streams(guest, socket, remote: null);
        var address = guest.Udp("udp-socket.local-address", socket).Address;
        using var stranger = Peer();
        stranger.SendTo("stranger"u8, address);
        Assert.False(guest.Guest.IsReady(guest.Subscribe("wasi:sockets/udp", "incoming-datagram-stream", incoming)));
        using var friend = Peer("127.0.0.2:0");
        friend.SendTo("friend"u8, address);
        guest.WaitFor("wasi:sockets/udp", "incoming-datagram-stream", incoming);
        Assert.Equal(["friend"], Receive(guest, incoming, 10).Select(TextOf));
    }

    [Fact]
    public void Streams_are_opened_again_for_another_peer_and_the_former_are_of_no_use()
    {
        using var guest = new SocketGuest(builder => builder.AllowConnect("udp://127.0.0.1"));
        using var one = Peer();
        using var other = Peer();
        var socket = guest.Udp();
        Assert.Equal("invalid-state", guest.Udp("udp-socket.stream", socket, ComponentValue.None).Error);
        guest.BindUdp(socket, "0.0.0.0:0");
        var (former, formerOutgoing) = Streams(guest, socket, one.LocalEndPoint);
        var (_, outgoing) = Streams(guest, socket, other.LocalEndPoint);
        Assert.Equal("invalid-state", guest.Udp("incoming-datagram-stream.receive", former, ComponentValue.FromU64(1)).Error);
        Assert.Equal("invalid-state", guest.Udp("outgoing-datagram-stream.check-send", formerOutgoing).Error);
        Assert.True(guest.Guest.IsReady(guest.Subscribe("wasi:sockets/udp", "incoming-datagram-stream", former)));
        Assert.Equal("invalid-argument", Send(guest, outgoing, Datagram("a", one.LocalEndPoint)).Error);
        Assert.Null(Send(guest, outgoing, Datagram("a", other.LocalEndPoint)).Error);
        Assert.Equal(1, other.Receive(new byte[10]));
        var (_, all) = Streams(guest, socket, remote: null);
        Assert.Equal("invalid-state", guest.Udp("udp-socket.remote-address", socket).Error);
        Assert.Equal("invalid-argument", Send(guest, all, Datagram("a")).Error);
        Assert.Null(Send(guest, all, Datagram("a", one.LocalEndPoint)).Error);
    }

    [Fact]
    public void What_was_not_permitted_traps()
    {
        using (var guest = new SocketGuest(builder => builder.AllowConnect("udp://127.0.0.1")))
        {
            var outgoing = Outgoing(guest);
            Assert.Equal(0ul, SendUnchecked(guest, outgoing).Value!.Value.AsU64());
            Assert.Throws<TrapException>(() => SendUnchecked(guest, outgoing, Datagram("a", IPEndPoint.Parse("127.0.0.1:9"))));
        }

        using (var guest = new SocketGuest(builder => builder.AllowConnect("udp://127.0.0.1")))
        {
            var outgoing = Outgoing(guest);
            var permit = guest.Udp("outgoing-datagram-stream.check-send", outgoing).Value!.Value.AsU64();
            Assert.InRange(permit, 1ul, 1024ul);
            var datagram = Datagram("a", IPEndPoint.Parse("127.0.0.1:9"));
            Assert.Throws<TrapException>(() =>
                SendUnchecked(guest, outgoing, [.. Enumerable.Repeat(datagram, (int)permit + 1)]));
        }
    }

    [Fact]
    public void A_permit_is_used_up_by_one_call()
    {
        using var guest = new SocketGuest(builder => builder.AllowConnect("udp://127.0.0.1"));
        var outgoing = Outgoing(guest);
        var datagram = Datagram("a", IPEndPoint.Parse("127.0.0.1:9"));
        Assert.Null(Send(guest, outgoing, datagram).Error);
        Assert.Throws<TrapException>(() => SendUnchecked(guest, outgoing, datagram));
    }

    [Theory]
    [InlineData("[::1]:80")]
    [InlineData("0.0.0.0:80")]
    [InlineData("127.0.0.1:0")]
    public void What_is_no_address_of_a_peer_is_refused(string remote)
    {
        using var guest = new SocketGuest(builder => builder.AllowConnect("udp://0.0.0.0/0").AllowConnect("udp://[::]/0"));
        var outgoing = Outgoing(guest);
        Assert.Equal("invalid-argument", Send(guest, outgoing, Datagram("a", IPEndPoint.Parse(remote))).Error);
        var socket = guest.Udp();
        guest.BindUdp(socket, "0.0.0.0:0");
        Assert.Equal("invalid-argument", guest.Udp("udp-socket.stream", socket, Remote(IPEndPoint.Parse(remote))).Error);
    }

    [Fact]
    public void Sending_stops_at_the_first_that_cannot_be_sent()
    {
        using var peer = Peer();
        using var guest = new SocketGuest(builder => builder.AllowConnect("udp://127.0.0.1"));
        var outgoing = Outgoing(guest);
        var good = Datagram("good", peer.LocalEndPoint);
        var large = ComponentValue.FromRecord(
            ("data", ComponentValue.FromNumbers<byte>(new byte[65_508])), ("remote-address", Remote(peer.LocalEndPoint)));
        Assert.Equal("datagram-too-large", Send(guest, outgoing, large, good).Error);
        Assert.Equal(2ul, Send(guest, outgoing, good, good, large, good).Value!.Value.AsU64());
        Assert.Equal("access-denied", Send(guest, outgoing, Datagram("a", IPEndPoint.Parse("10.0.0.1:9"))).Error);
    }

    [Fact]
    public void The_largest_datagram_goes_both_ways()
    {
        using var peer = Peer();
        using var guest = new SocketGuest(builder => builder.AllowConnect("udp://127.0.0.1"));
        var socket = guest.Udp();
        guest.BindUdp(socket, "0.0.0.0:0");
        var (incoming, outgoing) = Streams(guest, socket, peer.LocalEndPoint);
        var bytes = new byte[65_507];
        new Random(1).NextBytes(bytes);
        Assert.Null(Send(guest, outgoing, ComponentValue.FromRecord(
            ("data", ComponentValue.FromNumbers<byte>(bytes)), ("remote-address", ComponentValue.None))).Error);
        var room = new byte[70_000];
        Assert.Equal(bytes.Length, peer.Receive(room));
        peer.SendTo(bytes, new IPEndPoint(IPAddress.Loopback, guest.Udp("udp-socket.local-address", socket).Address.Port));
        guest.WaitFor("wasi:sockets/udp", "incoming-datagram-stream", incoming);
        Assert.Equal(bytes, Assert.Single(Receive(guest, incoming, 10)).GetField("data").AsNumbers<byte>());
    }

    [Fact]
    public void Binding_is_begun_and_finished_once()
    {
        using var guest = new SocketGuest(builder => builder.AllowListen("udp://127.0.0.1"));
        var socket = guest.Udp();
        Assert.Equal("not-in-progress", guest.Udp("udp-socket.finish-bind", socket).Error);
        Assert.Equal("invalid-state", guest.Udp("udp-socket.local-address", socket).Error);
        Assert.Equal("invalid-argument", guest.BindUdp(socket, "[::1]:0"));
        var local = SocketGuest.Address("127.0.0.1:0");
        Assert.Null(guest.Udp("udp-socket.start-bind", socket, guest.Network, local).Error);
        Assert.Equal("concurrency-conflict", guest.Udp("udp-socket.start-bind", socket, guest.Network, local).Error);
        Assert.Null(guest.Udp("udp-socket.finish-bind", socket).Error);
        Assert.Equal("invalid-state", guest.BindUdp(socket, "127.0.0.1:0"));
        Assert.True(guest.Guest.IsReady(guest.Subscribe("wasi:sockets/udp", "udp-socket", socket)));
        var bound = guest.Udp("udp-socket.local-address", socket).Address;
        Assert.Equal("address-in-use", guest.BindUdp(guest.Udp(), bound.ToString()));
        Assert.Equal("ipv4", guest.Guest.Call(
            "wasi:sockets/udp", "[method]udp-socket.address-family", ComponentValue.FromBorrow(socket))!.Value.AsEnum());
    }

    private static Socket Peer(string local = "127.0.0.1:0")
    {
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Bind(IPEndPoint.Parse(local));
        return peer;
    }

    private static ComponentValue Remote(EndPoint? remote) =>
        remote is null ? ComponentValue.None : ComponentValue.Some(SocketGuest.Address(remote));

    private static (ComponentResource Incoming, ComponentResource Outgoing) Streams(
        SocketGuest guest, ComponentResource socket, EndPoint? remote)
    {
        var streams = guest.Udp("udp-socket.stream", socket, Remote(remote)).Value!.Value.AsList();
        return (streams[0].AsResource(), streams[1].AsResource());
    }

    /// <summary>The outgoing stream of a socket of its own.</summary>
    private static ComponentResource Outgoing(SocketGuest guest)
    {
        var socket = guest.Udp();
        Assert.Null(guest.BindUdp(socket, "0.0.0.0:0"));
        return Streams(guest, socket, remote: null).Outgoing;
    }

    private static ComponentValue Datagram(string text, EndPoint? remote = null) => ComponentValue.FromRecord(
        ("data", ComponentValue.FromNumbers<byte>(System.Text.Encoding.UTF8.GetBytes(text))), ("remote-address", Remote(remote)));

    private static string TextOf(ComponentValue datagram) =>
        System.Text.Encoding.UTF8.GetString(datagram.GetField("data").AsNumbers<byte>().Span);

    private static SocketResult Send(SocketGuest guest, ComponentResource outgoing, params ReadOnlySpan<ComponentValue> datagrams)
    {
        guest.WaitFor("wasi:sockets/udp", "outgoing-datagram-stream", outgoing);
        Assert.InRange(guest.Udp("outgoing-datagram-stream.check-send", outgoing).Value!.Value.AsU64(), 1ul, 1024ul);
        return SendUnchecked(guest, outgoing, datagrams);
    }

    private static SocketResult SendUnchecked(
        SocketGuest guest, ComponentResource outgoing, params ReadOnlySpan<ComponentValue> datagrams) =>
        guest.Udp("outgoing-datagram-stream.send", outgoing, ComponentValue.FromList(datagrams));

    private static IReadOnlyList<ComponentValue> Receive(SocketGuest guest, ComponentResource incoming, ulong maximum) =>
        guest.Udp("incoming-datagram-stream.receive", incoming, ComponentValue.FromU64(maximum)).Value!.Value.AsList();

    private static List<ComponentValue> ReceiveAll(SocketGuest guest, ComponentResource incoming, int count)
    {
        var received = new List<ComponentValue>();
        while (received.Count < count)
        {
            guest.WaitFor("wasi:sockets/udp", "incoming-datagram-stream", incoming);
            received.AddRange(Receive(guest, incoming, (ulong)(count - received.Count)));
        }

        return received;
    }
}
