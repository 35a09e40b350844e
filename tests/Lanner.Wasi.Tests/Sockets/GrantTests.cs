using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Tests.Sockets;

/// <summary>Grants of the network, and what they let a guest do.</summary>
public sealed class GrantTests
{
    [Fact]
    public async Task Nothing_is_granted_by_default()
    {
        var access = Access(_ => { });
        Assert.False(access.MayReach(ProtocolType.Tcp, IPEndPoint.Parse("93.184.215.14:443")));
        Assert.False(access.MayListen(ProtocolType.Tcp, IPEndPoint.Parse("127.0.0.1:0")));
        Assert.False(access.MayBindToReach(ProtocolType.Udp, IPEndPoint.Parse("0.0.0.0:0")));
        Assert.False(access.MayUse(ProtocolType.Tcp) || access.MayUse(ProtocolType.Udp));
        Assert.False(access.Sockets.TryEnter());
        Assert.Equal(NameOutcome.Denied, (await access.LookUpAsync("example.com")).Outcome);
        Assert.Equal(NameOutcome.Denied, (await access.FindAsync("example.com", 443)).Outcome);
        Assert.Equal(NameOutcome.Denied, (await access.FindAsync("127.0.0.1", 443)).Outcome);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3:1", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3:1", false)]
    [InlineData("10.1.2.3", "10.1.2.3:65535", true)]
    [InlineData("10.1.2.3", "10.1.2.4:80", false)]
    [InlineData("10.1.2.3:80", "10.1.2.3:80", true)]
    [InlineData("10.1.2.3:80", "10.1.2.3:81", false)]
    [InlineData("10.0.0.0/8:8000-8100", "10.9.9.9:8100", true)]
    [InlineData("10.0.0.0/8:8000-8100", "10.9.9.9:8101", false)]
    [InlineData("10.0.0.0/8:*", "10.9.9.9:8101", true)]
    [InlineData("tcp://10.0.0.0/8", "10.1.2.3:1", true)]
    [InlineData("udp://10.0.0.0/8", "10.1.2.3:1", false)]
    [InlineData("10.0.0.0/8", "[::ffff:10.1.2.3]:1", true)]
    [InlineData("::1", "[::1]:80", true)]
    [InlineData("[::1]:80", "[::1]:80", true)]
    [InlineData("[::1]:80", "[::1]:81", false)]
    [InlineData("[fd00::]/8:80", "[fd12:3456::1]:80", true)]
    [InlineData("[fd00::/8]:80", "[fd12:3456::1]:80", true)]
    [InlineData("fd00::/8", "[fe80::1]:80", false)]
    [InlineData("fe80::/10", "[fe80::1%3]:80", true)]
    [InlineData("::/0", "127.0.0.1:80", false)]
    [InlineData("::/0", "[::ffff:127.0.0.1]:80", false)]
    [InlineData("*", "93.184.215.14:80", false)]
    public void A_range_of_addresses_and_ports_is_what_it_says(string grant, string remote, bool isGranted)
    {
        var access = Access(builder => builder.AllowConnect(grant));
        Assert.Equal(isGranted, access.MayReach(ProtocolType.Tcp, IPEndPoint.Parse(remote)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*foo")]
    [InlineData("*foo.com")]
    [InlineData("foo.*")]
    [InlineData("a.*.com")]
    [InlineData("*.")]
    [InlineData("**.com")]
    [InlineData(":443")]
    [InlineData("example.com:")]
    [InlineData("example.com:65536")]
    [InlineData("example.com:90-80")]
    [InlineData("example.com:-1")]
    [InlineData("example.com:http")]
    [InlineData("http://example.com")]
    [InlineData("example.com/path")]
    [InlineData("example com")]
    [InlineData("-a.com")]
    [InlineData("a..com")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("010.0.0.1")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("[::1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::ffff:10.0.0.1")]
    public void What_is_no_grant_is_refused(string grant)
    {
        var error = Assert.Throws<FormatException>(() => new WasiContextBuilder().AllowConnect(grant));
        Assert.Contains($"'{grant}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Guests_listen_at_addresses_not_at_names()
    {
        Assert.Throws<FormatException>(() => new WasiContextBuilder().AllowListen("localhost:80"));
        Assert.Throws<FormatException>(() => new WasiContextBuilder().AllowListen("*:80"));
        Assert.Throws<FormatException>(() => new WasiContextBuilder().AllowNameLookup("*foo"));
        Assert.Throws<FormatException>(() => new WasiContextBuilder().AllowNameLookup("foo:80"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WasiContextBuilder().AllowPeers(IPNetwork.Parse("::/0"), 65536));
    }

    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080", true)]
    [InlineData("127.0.0.1:8080", "127.0.0.1:0", false)]
    [InlineData("127.0.0.1:0", "127.0.0.1:0", true)]
    [InlineData("127.0.0.1", "127.0.0.1:0", true)]
    [InlineData("127.0.0.1:8080", "0.0.0.0:8080", false)]
    [InlineData("127.0.0.0/8", "0.0.0.0:8080", false)]
    [InlineData("0.0.0.0:8080", "0.0.0.0:8080", true)]
    [InlineData("0.0.0.0:8080", "127.0.0.1:8080", true)]
    [InlineData("0.0.0.0:8080", "[::]:8080", false)]
    [InlineData("[::]:8080", "[::1]:8080", true)]
    [InlineData("udp://127.0.0.1:8080", "127.0.0.1:8080", false)]
    public void Guests_listen_where_they_may(string grant, string local, bool isGranted)
    {
        var access = Access(builder => builder.AllowListen(grant));
        Assert.Equal(isGranted, access.MayListen(ProtocolType.Tcp, IPEndPoint.Parse(local)));
    }

    [Fact]
    public void What_may_be_reached_may_be_bound_for_but_not_listened_at()
    {
        var access = Access(builder => builder.AllowConnect("udp://1.1.1.1:53"));
        Assert.True(access.MayBindToReach(ProtocolType.Udp, IPEndPoint.Parse("0.0.0.0:0")));
        Assert.False(access.MayBindToReach(ProtocolType.Udp, IPEndPoint.Parse("0.0.0.0:53")));
        Assert.False(access.MayBindToReach(ProtocolType.Udp, IPEndPoint.Parse("127.0.0.1:0")));
        Assert.False(access.MayBindToReach(ProtocolType.Tcp, IPEndPoint.Parse("0.0.0.0:0")));
        Assert.False(access.MayListen(ProtocolType.Udp, IPEndPoint.Parse("0.0.0.0:0")));
    }

    [Fact]
    public void A_context_has_what_was_granted_when_it_was_built()
    {
        var builder = new WasiContextBuilder().AllowConnect("10.0.0.1");
        using var context = builder.Build();
        builder.AllowConnect("10.0.0.2");
        Assert.True(context.Network.MayReach(ProtocolType.Tcp, IPEndPoint.Parse("10.0.0.1:1")));
        Assert.False(context.Network.MayReach(ProtocolType.Tcp, IPEndPoint.Parse("10.0.0.2:1")));
    }

    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("1.1.1.1", true)]
    [InlineData("2606:2800:21f::1", true)]
    [InlineData("::ffff:93.184.215.14", true)]
    [InlineData("64:ff9b::5db8:d70e", true)]
    [InlineData("2002:5db8:d70e::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("10.255.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:7f00:1::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses_are_those_of_hosts_on_the_Internet(string address, bool isPublic) =>
        Assert.Equal(isPublic, AddressRules.IsPublic(IPAddress.Parse(address)));

    private static NetworkAccess Access(Action<WasiContextBuilder> grant)
    {
        var builder = new WasiContextBuilder();
        grant(builder);
        return builder.Build().Network;
    }
}
