using System.Net;
using System.Net.Sockets;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Tests.Sockets;

/// <summary>Grants by name: which names may be looked up, and which of the answers may be reached.</summary>
public sealed class NameGrantTests
{
    private const string Somewhere = "93.184.215.14", Elsewhere = "151.101.1.69";

    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", "EXAMPLE.com.", true)]
    [InlineData("Example.COM.", "example.com", true)]
    [InlineData("example.com", "www.example.com", false)]
    [InlineData("example.com", "evilexample.com", false)]
    [InlineData("*.example.com", "www.example.com", true)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "evilexample.com", false)]
    [InlineData("*.example.com", "example.com.evil.org", false)]
    [InlineData("*", "whatever.org", true)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("xn--bcher-kva.example", "BÜCHER.example", true)]
    [InlineData("udp://example.com", "example.com", true)]
    public async Task A_name_may_be_looked_up_if_it_is_granted(string grant, string name, bool isGranted)
    {
        var access = Access(Somewhere, builder => builder.AllowConnect(grant));
        var answer = await access.LookUpAsync(name);
        Assert.Equal(isGranted ? NameOutcome.Found : NameOutcome.Denied, answer.Outcome);
        Assert.Equal(isGranted ? [IPAddress.Parse(Somewhere)] : [], answer.Addresses);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("127.1")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("fe80::1%1")]
    [InlineData("[::1]")]
    [InlineData("host:80")]
    [InlineData("a\0b")]
    public async Task What_is_no_name_is_asked_of_nobody(string name)
    {
        var access = Access(_ => throw new InvalidOperationException("asked"), builder => builder.AllowConnect("*"));
        Assert.Equal(NameOutcome.Invalid, (await access.LookUpAsync(name)).Outcome);
        Assert.Equal(NameOutcome.Invalid, (await access.FindAsync(name, 80)).Outcome);
    }

    [Fact]
    public async Task A_name_that_is_not_granted_is_asked_of_nobody()
    {
        var asked = new List<string>();
        var access = Access(
            name =>
            {
                asked.Add(name);
                return [IPAddress.Parse(Somewhere)];
            },
            builder => builder.AllowConnect("example.com:443").AllowConnect("0.0.0.0/0"));
        Assert.Equal(NameOutcome.Denied, (await access.LookUpAsync("secret.evil.org")).Outcome);
        Assert.Equal(NameOutcome.Denied, (await access.FindAsync("secret.evil.org", 443)).Outcome);
        Assert.Equal(NameOutcome.Denied, (await access.FindAsync("example.com", 80)).Outcome);
        Assert.Empty(asked);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.1")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("0.0.0.0")]
    public async Task A_name_cannot_be_made_to_stand_for_the_hosts_own_network(string answer)
    {
        var access = Access(answer, builder => builder.AllowConnect("example.com:443"));
        Assert.Equal(NameOutcome.Denied, (await access.LookUpAsync("example.com")).Outcome);
        Assert.Equal(NameOutcome.Denied, (await access.FindAsync("example.com", 443)).Outcome);
        Assert.False(access.MayReach(ProtocolType.Tcp, new IPEndPoint(IPAddress.Parse(answer), 443)));

        // The host may want that.
        access = Access(answer, builder => builder.AllowConnect("example.com:443").AllowPrivateAnswers());
        Assert.Equal(NameOutcome.Found, (await access.LookUpAsync("example.com")).Outcome);
        Assert.True(access.MayReach(ProtocolType.Tcp, new IPEndPoint(IPAddress.Parse(answer), 443)));
    }

    [Fact]
    public async Task A_private_answer_is_given_where_its_address_is_granted_for_the_port()
    {
        var access = Access("10.0.0.1", builder => builder.AllowConnect("service.example").AllowConnect("10.0.0.0/8:80"));
        Assert.Equal(NameOutcome.Found, (await access.FindAsync("service.example", 80)).Outcome);
        Assert.Equal(NameOutcome.Denied, (await access.FindAsync("service.example", 81)).Outcome);
        Assert.Equal(NameOutcome.Found, (await access.LookUpAsync("service.example")).Outcome);
        Assert.False(access.MayReach(ProtocolType.Tcp, IPEndPoint.Parse("10.0.0.1:81")));
    }

    [Fact]
    public async Task Of_several_answers_those_are_kept_that_may_be_reached()
    {
        IPAddress[] answers =
            [IPAddress.Loopback, IPAddress.Parse(Somewhere), IPAddress.Parse("::ffff:" + Somewhere), IPAddress.IPv6Loopback];
        var access = Access(_ => answers, builder => builder.AllowConnect("example.com"));
        Assert.Equal([IPAddress.Parse(Somewhere)], (await access.FindAsync("example.com", 80)).Addresses);
        Assert.Equal([IPAddress.Parse(Somewhere)], (await access.LookUpAsync("example.com")).Addresses);
    }

    [Fact]
    public async Task An_address_may_be_reached_once_a_granted_name_had_it_at_the_ports_of_the_name()
    {
        var access = Access(Somewhere, builder => builder.AllowConnect("example.com:443").AllowNameLookup("other.example"));
        var remote = IPEndPoint.Parse($"{Somewhere}:443");
        Assert.False(access.MayReach(ProtocolType.Tcp, remote));
        await access.LookUpAsync("other.example");
        Assert.False(access.MayReach(ProtocolType.Tcp, remote));
        await access.LookUpAsync("example.com");
        Assert.True(access.MayReach(ProtocolType.Tcp, remote));
        Assert.False(access.MayReach(ProtocolType.Udp, remote));
        Assert.False(access.MayReach(ProtocolType.Tcp, IPEndPoint.Parse($"{Somewhere}:80")));
        Assert.False(access.MayReach(ProtocolType.Tcp, IPEndPoint.Parse($"{Elsewhere}:443")));
    }

    [Fact]
    public async Task What_one_guest_was_told_is_nothing_to_another()
    {
        var builder = Builder(_ => [IPAddress.Parse(Somewhere)]).AllowConnect("example.com");
        using var one = builder.Build();
        using var other = builder.Build();
        await one.Network.LookUpAsync("example.com");
        Assert.True(one.Network.MayReach(ProtocolType.Tcp, IPEndPoint.Parse($"{Somewhere}:443")));
        Assert.False(other.Network.MayReach(ProtocolType.Tcp, IPEndPoint.Parse($"{Somewhere}:443")));
    }

    [Fact]
    public async Task An_address_is_its_own_answer_and_grants_nothing()
    {
        var access = Access(_ => throw new InvalidOperationException("asked"), builder => builder.AllowConnect("10.0.0.1:80"));
        Assert.Equal([IPAddress.Loopback], (await access.LookUpAsync("127.0.0.1")).Addresses);
        Assert.Equal([IPAddress.Loopback], (await access.LookUpAsync("::ffff:127.0.0.1")).Addresses);
        Assert.False(access.MayReach(ProtocolType.Tcp, IPEndPoint.Parse("127.0.0.1:80")));
        Assert.Equal(NameOutcome.Found, (await access.FindAsync("10.0.0.1", 80)).Outcome);
        Assert.Equal(NameOutcome.Found, (await access.FindAsync("::ffff:10.0.0.1", 80)).Outcome);
        Assert.Equal(NameOutcome.Denied, (await access.FindAsync("10.0.0.1", 81)).Outcome);
    }

    [Fact]
    public async Task The_name_of_this_machine_is_always_this_machine()
    {
        var access = Access(_ => throw new InvalidOperationException("asked"), builder => builder.AllowConnect("localhost:80"));
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], (await access.FindAsync("localhost", 80)).Addresses);
        Assert.Equal(NameOutcome.Denied, (await access.FindAsync("localhost", 81)).Outcome);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, "NotFound")]
    [InlineData(SocketError.NoData, "NotFound")]
    [InlineData(SocketError.TryAgain, "TemporaryFailure")]
    [InlineData(SocketError.TimedOut, "TemporaryFailure")]
    [InlineData(SocketError.NoRecovery, "PermanentFailure")]
    public async Task Failures_of_the_resolver_are_told(SocketError error, string outcome)
    {
        var access = Access(_ => throw new SocketException((int)error), builder => builder.AllowConnect("*"));
        Assert.Equal(outcome, (await access.LookUpAsync("example.com")).Outcome.ToString());
        access = Access(_ => [], builder => builder.AllowConnect("*"));
        Assert.Equal(NameOutcome.NotFound, (await access.LookUpAsync("example.com")).Outcome);
    }

    [Fact]
    public async Task Few_names_are_looked_up_at_once()
    {
        var (running, most) = (0, 0);
        var held = new TaskCompletionSource();
        var builder = new WasiContextBuilder().AllowConnect("*").UseResolver(async (_, _) =>
        {
            InterlockedMaximum(ref most, Interlocked.Increment(ref running));
            await held.Task;
            Interlocked.Decrement(ref running);
            return [IPAddress.Parse(Somewhere)];
        });
        using var context = builder.Build();
        var answers = Enumerable.Range(0, 50).Select(number => context.Network.LookUpAsync($"host{number}.example")).ToArray();
        held.SetResult();
        await Task.WhenAll(answers);
        Assert.All(answers, answer => Assert.Equal(NameOutcome.Found, answer.Result.Outcome));
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task Look_ups_end_with_the_guest()
    {
        var context = new WasiContextBuilder().AllowConnect("*")
            .UseResolver(async (_, end) =>
            {
                await Task.Delay(Timeout.Infinite, end);
                return [];
            }).Build();
        var answer = context.Network.LookUpAsync("example.com");
        context.Dispose();
        Assert.Equal(NameOutcome.TemporaryFailure, (await answer).Outcome);
    }

    [Fact]
    public void The_oldest_answers_are_forgotten()
    {
        var learnt = new LearntAddresses();
        for (var number = 0; number <= 5000; number++)
        {
            learnt.Add($"host{number}", [new IPAddress(number)]);
        }

        Assert.Empty(learnt.NamesOf(new IPAddress(0)));
        Assert.Equal(["host5000"], learnt.NamesOf(new IPAddress(5000)));
    }

    private static void InterlockedMaximum(ref int most, int value)
    {
        int seen;
        while ((seen = most) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private static WasiContextBuilder Builder(Func<string, IPAddress[]> resolve) =>
        new WasiContextBuilder().UseResolver(async (name, _) =>
        {
            await Task.Yield();
            return resolve(name);
        });

    private static NetworkAccess Access(string answer, Action<WasiContextBuilder> grant) => Access(_ => [IPAddress.Parse(answer)], grant);

    private static NetworkAccess Access(Func<string, IPAddress[]> resolve, Action<WasiContextBuilder> grant)
    {
        var builder = Builder(resolve);
        grant(builder);
        return builder.Build().Network;
    }
}
