using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanner.Wasi.Tests.Preview1;

public sealed class SocketTests
{
    private const int Listener = 3;

    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public void A_connection_is_accepted_received_from_sent_to_and_shut_down()
    {
        using var guest = new WasiGuest(new WasiContextBuilder().AddListener(AnyPort));
        using var client = new TcpClient();
        client.Connect(guest.Context.ListenerEndPoints[0]);

        Assert.Equal(WasiError.Success, guest.Call("sock_accept", Listener, 0, WasiGuest.Result));
        var connection = guest.Result32;
        Assert.Equal(4, connection);
        client.Client.Send("hello guest"u8);
        Assert.Equal("hello", Receive(guest, connection, 5, flags: 1));
        Assert.Equal("hello guest", Receive(guest, connection, 11, flags: 2));
        Assert.Equal(WasiError.Success, guest.Write(connection, "by fd_write, "));
        guest.SetVector(WasiGuest.MoreData, guest.Memory.WriteString(WasiGuest.MoreData, "by sock_send"));
        Assert.Equal(WasiError.Success, guest.Call("sock_send", connection, 0, 1, 0, WasiGuest.Result));
        Assert.Equal(WasiError.Success, guest.Call("sock_shutdown", connection, 2));
        Assert.Equal("by fd_write, by sock_send", new StreamReader(client.GetStream()).ReadToEnd());
        client.Close();
        Assert.Equal(WasiError.Success, guest.Read(connection, 10, out var end));
        Assert.Equal("", end);
    }

    [Fact]
    public void Waiting_tells_when_a_connection_or_bytes_have_come()
    {
        using var guest = new WasiGuest(new WasiContextBuilder().AddListener(AnyPort));
        Assert.Equal(WasiError.Success, guest.Call("fd_fdstat_set_flags", Listener, 4));
        Assert.Equal(WasiError.TryAgain, guest.Call("sock_accept", Listener, 4, WasiGuest.Result));
        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, 1, 10_000_000), WasiGuest.FileSubscription(2, Listener)));
        Assert.Equal(1ul, guest.Event(0).UserData);

        using var client = new TcpClient();
        client.Connect(guest.Context.ListenerEndPoints[0]);
        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, 1, 10_000_000_000), WasiGuest.FileSubscription(2, Listener)));
        Assert.Equal(2ul, guest.Event(0).UserData);
        Assert.Equal(WasiError.Success, guest.Call("sock_accept", Listener, 4, WasiGuest.Result));
        var connection = guest.Result32;
        Assert.Equal(WasiError.TryAgain, guest.Read(connection, 10, out _));
        client.Client.Send("abc"u8);
        Assert.Equal(1, guest.Poll(WasiGuest.ClockSubscription(1, 1, 10_000_000_000), WasiGuest.FileSubscription(2, connection)));
        Assert.Equal((2ul, WasiError.Success, 1, 3ul, 0), guest.Event(0));
        Assert.Equal(1, guest.Poll(WasiGuest.FileSubscription(3, connection, forWriting: true)));
    }

    [Fact]
    public void Peers_that_are_not_allowed_are_turned_away()
    {
        var builder = new WasiContextBuilder().AddListener(AnyPort).AllowPeers(IPNetwork.Parse("10.0.0.0/8"));
        using var guest = new WasiGuest(builder);
        using var client = new TcpClient();
        client.Connect(guest.Context.ListenerEndPoints[0]);
        Assert.Equal(WasiError.Success, guest.Call("fd_fdstat_set_flags", Listener, 4));

        Assert.Equal(WasiError.TryAgain, guest.Call("sock_accept", Listener, 0, WasiGuest.Result));
        Assert.Equal("", new StreamReader(client.GetStream()).ReadToEnd());
    }

    [Fact]
    public void Only_sockets_are_sockets()
    {
        using var guest = new WasiGuest(new WasiContextBuilder().AddListener(AnyPort));

        Assert.Equal(WasiError.NotSocket, guest.Call("sock_accept", 0, 0, WasiGuest.Result));
        Assert.Equal(WasiError.NotSocket, guest.Call("sock_shutdown", 1, 3));
        Assert.Equal(WasiError.BadDescriptor, guest.Call("sock_shutdown", 9, 3));
        Assert.Equal(WasiError.NotConnected, guest.Call("sock_recv", Listener, 0, 0, 0, WasiGuest.Result, WasiGuest.Result));
        Assert.Equal(WasiError.BadDescriptor, guest.Read(Listener, 1, out _));
    }

    private static string Receive(WasiGuest guest, int connection, int length, int flags)
    {
        guest.SetVector(WasiGuest.MoreData, length);
        Assert.Equal(WasiError.Success, guest.Call("sock_recv", connection, 0, 1, flags, WasiGuest.Result, WasiGuest.Result + 8));
        return Encoding.UTF8.GetString(guest.Memory.GetSpan(WasiGuest.MoreData, guest.Result32));
    }
}
