using System.Net;
using System.Net.Sockets;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:sockets/ip-name-lookup</c>.</summary>
public sealed class NameLookupTests
{
    private const string Interface = "wasi:sockets/ip-name-lookup", Type = "resolve-address-stream";

    [Fact]
    public void Addresses_come_one_after_the_other_when_they_are_known()
    {
        var answer = new TaskCompletionSource<IPAddress[]>();
        using var guest = new SocketGuest(builder => builder.AllowNameLookup("example.com").UseResolver((_, _) => answer.Task));
        var stream = LookUp(guest, "example.com").Resource;
        var pollable = guest.Subscribe(Interface, Type, stream);
        Assert.False(guest.Guest.IsReady(pollable));
        Assert.Equal("would-block", Next(guest, stream).Error);
        using (new Timer(
            _ => answer.SetResult([IPAddress.Parse("2606:2800:21f::1"), IPAddress.Parse("::ffff:93.184.215.14")]),
            null, 20, Timeout.Infinite))
        {
            guest.Guest.Poll(pollable);
        }

        Assert.Equal(
            ComponentValue.FromVariant("ipv6", ComponentValue.FromTuple(
                [.. new ushort[] { 0x2606, 0x2800, 0x21f, 0, 0, 0, 0, 1 }.Select(ComponentValue.FromU16)])),
            Next(guest, stream).Value!.Value.AsOption());
        Assert.Equal(
            ComponentValue.FromVariant("ipv4", ComponentValue.FromTuple(
                [.. new byte[] { 93, 184, 215, 14 }.Select(ComponentValue.FromU8)])),
            Next(guest, stream).Value!.Value.AsOption());
        Assert.Null(Next(guest, stream).Value!.Value.AsOption());
        Assert.Null(Next(guest, stream).Value!.Value.AsOption());
    }

    [Fact]
    public void An_address_is_its_own_answer()
    {
        using var guest = new SocketGuest();
        var stream = LookUp(guest, "192.0.2.7").Resource;
        Assert.Equal(
            ComponentValue.FromVariant("ipv4", ComponentValue.FromTuple([.. new byte[] { 192, 0, 2, 7 }.Select(ComponentValue.FromU8)])),
            Next(guest, stream).Value!.Value.AsOption());
        Assert.Equal("invalid-argument", LookUp(guest, "127.1").Error);
        Assert.Equal("invalid-argument", LookUp(guest, "not a name").Error);
    }

    [Fact]
    public void Names_that_are_not_listed_are_refused_at_once()
    {
        using var guest = new SocketGuest(builder => builder.AllowNameLookup("*.example.com"));
        Assert.Equal("access-denied", LookUp(guest, "example.com").Error);
        Assert.Equal("access-denied", LookUp(guest, "data.of.the.guest.evil.org").Error);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, "name-unresolvable")]
    [InlineData(SocketError.TryAgain, "temporary-resolver-failure")]
    [InlineData(SocketError.NoRecovery, "permanent-resolver-failure")]
    public void Failures_are_told_each_time(SocketError error, string code)
    {
        using var guest = new SocketGuest(builder => builder.AllowNameLookup("*").UseResolver(
            (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)error))));
        var stream = LookUp(guest, "example.com").Resource;
        guest.WaitFor(Interface, Type, stream);
        Assert.Equal(code, Next(guest, stream).Error);
        Assert.Equal(code, Next(guest, stream).Error);
    }

    [Fact]
    public void A_stream_may_be_dropped_before_there_is_an_answer()
    {
        var answer = new TaskCompletionSource<IPAddress[]>();
        using var guest = new SocketGuest(builder => builder.AllowNameLookup("*").UseResolver((_, _) => answer.Task));
        LookUp(guest, "example.com").Resource.Dispose();
        answer.SetResult([IPAddress.Loopback]);
    }

    [Fact]
    public void The_operating_system_is_asked_by_default()
    {
        using var guest = new SocketGuest(builder => builder.AllowNameLookup("*"));
        var stream = LookUp(guest, "no-such-host.invalid").Resource;
        guest.WaitFor(Interface, Type, stream);

        // Without a network, resolvers say so instead of that there is no such name.
        Assert.Contains(
            Next(guest, stream).Error, new[] { "name-unresolvable", "temporary-resolver-failure", "permanent-resolver-failure" });
    }

    private static SocketResult LookUp(SocketGuest guest, string name) =>
        guest.Call(Interface, "resolve-addresses", guest.Network, ComponentValue.FromString(name));

    private static SocketResult Next(SocketGuest guest, ComponentResource stream) =>
        guest.Call(Interface, $"[method]{Type}.resolve-next-address", ComponentValue.FromBorrow(stream));
}
