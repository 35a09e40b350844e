using System.Net.Sockets;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>The options of sockets.</summary>
public sealed class SocketOptionTests
{
    private const ulong Second = 1_000_000_000;

    [Theory]
    [InlineData("ipv4")]
    [InlineData("ipv6")]
    public void Options_are_kept(string family)
    {
        using var guest = new SocketGuest(builder => builder.AllowConnect("10.0.0.0/8"));
        var created = guest.CreateTcp(family);
        Assert.SkipWhen(created.Error == "not-supported", "This machine has no IPv6: give it the address ::1.");
        var socket = created.Resource;
        Assert.InRange(Get(guest, "hop-limit", socket).AsU8(), 1, 255);
        Assert.Null(Set(guest, "hop-limit", socket, ComponentValue.FromU8(42)));
        Assert.Equal(42, Get(guest, "hop-limit", socket).AsU8());

        Assert.False(Get(guest, "keep-alive-enabled", socket).AsBool());
        Assert.Null(Set(guest, "keep-alive-enabled", socket, ComponentValue.FromBool(true)));
        Assert.True(Get(guest, "keep-alive-enabled", socket).AsBool());
        Assert.Null(Set(guest, "keep-alive-enabled", socket, ComponentValue.FromBool(false)));
        Assert.False(Get(guest, "keep-alive-enabled", socket).AsBool());

        Assert.Null(Set(guest, "keep-alive-count", socket, ComponentValue.FromU32(7)));
        Assert.Equal(7u, Get(guest, "keep-alive-count", socket).AsU32());
        foreach (var name in new[] { "receive-buffer-size", "send-buffer-size" })
        {
            Assert.InRange(Get(guest, name, socket).AsU64(), 1ul, 1ul << 30);
            Assert.Null(Set(guest, name, socket, ComponentValue.FromU64(65_536)));
            Assert.Equal(65_536ul, Get(guest, name, socket).AsU64());
        }

        foreach (var name in new[] { "keep-alive-idle-time", "keep-alive-interval" })
        {
            Assert.Null(Set(guest, name, socket, ComponentValue.FromU64(5 * Second)));
            Assert.Equal(5 * Second, Get(guest, name, socket).AsU64());

            // In whole seconds, none of them too few.
            Assert.Null(Set(guest, name, socket, ComponentValue.FromU64((5 * Second) + 1)));
            Assert.Equal(6 * Second, Get(guest, name, socket).AsU64());
            Assert.Null(Set(guest, name, socket, ComponentValue.FromU64(1)));
            Assert.Equal(Second, Get(guest, name, socket).AsU64());
        }
    }

    [Fact]
    public void Zero_is_no_value_and_the_greatest_are_cut()
    {
        using var guest = new SocketGuest(builder => builder.AllowConnect("10.0.0.0/8").AllowListen("udp://127.0.0.1"));
        var (tcp, udp) = (guest.Tcp(), guest.Udp());
        foreach (var name in new[]
        {
            "keep-alive-idle-time", "keep-alive-interval", "receive-buffer-size", "send-buffer-size", "listen-backlog-size",
        })
        {
            Assert.Equal("invalid-argument", Set(guest, name, tcp, ComponentValue.FromU64(0)));
            Assert.Null(Set(guest, name, tcp, ComponentValue.FromU64(ulong.MaxValue)));
        }

        Assert.Equal("invalid-argument", Set(guest, "keep-alive-count", tcp, ComponentValue.FromU32(0)));
        Assert.Null(Set(guest, "keep-alive-count", tcp, ComponentValue.FromU32(uint.MaxValue)));
        Assert.Equal("invalid-argument", Set(guest, "hop-limit", tcp, ComponentValue.FromU8(0)));
        Assert.Null(Set(guest, "hop-limit", tcp, ComponentValue.FromU8(255)));
        foreach (var name in new[] { "receive-buffer-size", "send-buffer-size" })
        {
            Assert.Equal("invalid-argument", guest.Udp($"udp-socket.set-{name}", udp, ComponentValue.FromU64(0)).Error);
            Assert.Null(guest.Udp($"udp-socket.set-{name}", udp, ComponentValue.FromU64(ulong.MaxValue)).Error);
            Assert.InRange(guest.Udp($"udp-socket.{name}", udp).Value!.Value.AsU64(), 1ul, 1ul << 20);
        }

        Assert.Equal("invalid-argument", guest.Udp("udp-socket.set-unicast-hop-limit", udp, ComponentValue.FromU8(0)).Error);
        Assert.Null(guest.Udp("udp-socket.set-unicast-hop-limit", udp, ComponentValue.FromU8(9)).Error);
        Assert.Equal(9, guest.Udp("udp-socket.unicast-hop-limit", udp).Value!.Value.AsU8());
    }

    [Fact]
    public void Accepted_connections_have_the_options_of_their_listener()
    {
        using var guest = new SocketGuest(builder => builder.AllowListen("127.0.0.1"));
        var listener = guest.Tcp();
        guest.Bind(listener, "127.0.0.1:0");
        Set(guest, "hop-limit", listener, ComponentValue.FromU8(42));
        Set(guest, "keep-alive-enabled", listener, ComponentValue.FromBool(true));
        Set(guest, "keep-alive-idle-time", listener, ComponentValue.FromU64(5 * Second));
        Set(guest, "keep-alive-interval", listener, ComponentValue.FromU64(6 * Second));
        Set(guest, "keep-alive-count", listener, ComponentValue.FromU32(7));
        Assert.Null(Set(guest, "listen-backlog-size", listener, ComponentValue.FromU64(2)));
        guest.Listen(listener);
        Assert.Null(Set(guest, "listen-backlog-size", listener, ComponentValue.FromU64(8)));
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(guest.Tcp("local-address", listener).Address);
        guest.WaitFor("wasi:sockets/tcp", "tcp-socket", listener);
        var socket = guest.Tcp("accept", listener).Value!.Value.AsList()[0].AsResource();
        Assert.Equal(42, Get(guest, "hop-limit", socket).AsU8());
        Assert.True(Get(guest, "keep-alive-enabled", socket).AsBool());
        Assert.Equal(5 * Second, Get(guest, "keep-alive-idle-time", socket).AsU64());
        Assert.Equal(6 * Second, Get(guest, "keep-alive-interval", socket).AsU64());
        Assert.Equal(7u, Get(guest, "keep-alive-count", socket).AsU32());
        foreach (var name in new[] { "receive-buffer-size", "send-buffer-size" })
        {
            Assert.InRange(Get(guest, name, socket).AsU64(), 1ul, 1ul << 30);
        }
    }

    private static ComponentValue Get(SocketGuest guest, string name, ComponentResource socket) => guest.Tcp(name, socket).Value!.Value;

    private static string? Set(SocketGuest guest, string name, ComponentResource socket, ComponentValue value) =>
        guest.Tcp($"set-{name}", socket, value).Error;
}
