using System.Net;
using Lanner.Wasi.Preview2.Http;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>The hosts that guests may send requests to.</summary>
public sealed class HttpGrantTests
{
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void Without_a_grant_nothing_is_sent()
    {
        // wasmCloud#4979: an empty list allows nothing.
        using var server = RawServer.Answering(Empty);
        using var guest = new HttpGuest();
        Assert.Equal("HTTP-request-denied", guest.Send(guest.NewRequest(server.Authority)).Error);
        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1234", "http", "127.0.0.1", 1234, true)]
    [InlineData("http://127.0.0.1:1234", "https", "127.0.0.1", 1234, false)]
    [InlineData("127.0.0.1:1234", "https", "127.0.0.1", 1234, true)]
    [InlineData("127.0.0.1:1234", "http", "127.0.0.1", 1235, false)]
    [InlineData("127.0.0.0/8:8000-8100", "http", "127.1.2.3", 8080, true)]
    [InlineData("127.0.0.0/8:8000-8100", "http", "127.1.2.3", 8101, false)]
    [InlineData("[::1]:80", "http", "::1", 80, true)]
    [InlineData("[fd00::]/8:*", "http", "fd12::1", 9, true)]
    [InlineData("*.foo.com", "http", "a.foo.com", 80, true)]
    [InlineData("*.foo.com", "https", "A.b.foo.com.", 443, true)]
    [InlineData("*.foo.com", "http", "a.foo.com", 443, false)]
    [InlineData("*.foo.com", "http", "foo.com", 80, false)]
    [InlineData("*.foo.com", "http", "evilfoo.com", 80, false)]
    [InlineData("foo.com", "http", "foo.com", 80, true)]
    [InlineData("foo.com", "http", "foo.com", 8080, false)]
    [InlineData("foo.com:*", "http", "foo.com", 8080, true)]
    [InlineData("*", "http", "foo.com", 80, true)]
    [InlineData("*", "http", "127.0.0.1", 80, false)]
    [InlineData("*", "http", "1.1.1.1", 80, false)]
    public void A_grant_is_of_a_scheme_a_host_and_ports(string grant, string scheme, string host, int port, bool isGranted)
    {
        // wasmCloud#4979, spin#3551, #3579.
        var grants = new HttpGrants([.. HttpRule.Parse(grant)], 1, null);
        Assert.Equal(isGranted, grants.AccessOf(scheme, new(), CancellationToken.None).MayFind(host, port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*foo")]
    [InlineData("*com")]
    [InlineData("a.*.com")]
    [InlineData("ftp://example.com")]
    [InlineData("http://")]
    [InlineData("http://example.com/")]
    [InlineData("http://http://example.com")]
    [InlineData("example.com:x")]
    [InlineData("example.com:70000")]
    [InlineData("10.0.0.0/33")]
    [InlineData("user@example.com")]
    public void What_says_nothing_to_grant_is_an_error(string grant)
    {
        // wasmCloud 5ddf35d38: "*foo" is a mistake, not a wildcard.
        Assert.Throws<FormatException>(() => new WasiContextBuilder().AllowHttp(grant));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("fe80::1")]
    [InlineData("0.0.0.0")]
    public void A_name_does_not_lead_to_an_address_of_the_host_itself(string address)
    {
        // spin#1881, and what is called rebinding.
        using var guest = new HttpGuest(new WasiContextBuilder().AllowHttp("granted.example:*")
            .UseResolver((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)])));
        Assert.Equal("destination-IP-prohibited", guest.Exchange(guest.NewRequest("granted.example:9")).Error);
    }

    [Fact]
    public void A_name_leads_there_if_the_host_says_so_or_grants_the_address()
    {
        using var server = RawServer.Answering(Empty);
        Func<string, CancellationToken, Task<IPAddress[]>> local = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        foreach (var builder in (WasiContextBuilder[])
            [
                new WasiContextBuilder().AllowHttp("granted.example:*").UseResolver(local).AllowPrivateAnswers(),
                new WasiContextBuilder().AllowHttp("granted.example:*").UseResolver(local).AllowHttp(server.Authority),
            ])
        {
            using var guest = new HttpGuest(builder);
            Assert.Equal(200, guest.Status(guest.Exchange(guest.NewRequest($"granted.example:{server.Port}")).Response!));
        }

        using var localhost = new HttpGuest(new WasiContextBuilder().AllowHttp("localhost:*"));
        Assert.Equal(200, localhost.Status(localhost.Exchange(localhost.NewRequest($"localhost:{server.Port}")).Response!));
    }

    [Theory]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("017700000001")]
    public void No_way_of_writing_an_address_gets_around_the_grants(string host)
    {
        using var server = RawServer.Answering(Empty);
        using var guest = new HttpGuest(new WasiContextBuilder().AllowHttp("*:*").AllowPrivateAnswers());
        Assert.NotNull(guest.Exchange(guest.NewRequest($"{host}:{server.Port}")).Error);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public void A_name_that_is_not_granted_is_not_looked_up()
    {
        // wasmCloud#5404: names are a way out for secrets.
        var asked = 0;
        using var guest = new HttpGuest(new WasiContextBuilder().AllowHttp("granted.example").UseResolver((_, _) =>
        {
            asked++;
            return Task.FromResult<IPAddress[]>([]);
        }));
        Assert.Equal("HTTP-request-denied", guest.Send(guest.NewRequest("secret.example")).Error);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Names_of_requests_are_looked_up_no_longer_than_the_guest_is_there()
    {
        var asked = new TaskCompletionSource<CancellationToken>();
        var guest = new HttpGuest(new WasiContextBuilder().AllowHttp("example.com").UseResolver(async (_, end) =>
        {
            asked.SetResult(end);
            await Task.Delay(Timeout.Infinite, end);
            return [];
        }));
        Assert.NotNull(guest.Send(guest.NewRequest("example.com")).Future);
        var cancellation = await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        guest.Dispose();
        Assert.True(cancellation.IsCancellationRequested);
    }

    [Fact]
    public void A_guest_has_so_many_requests_at_once_and_no_more()
    {
        using var server = new RawServer(connection => connection.ReadToEndAsync());
        using var guest = new HttpGuest(new WasiContextBuilder { MaximumHttpRequests = 2 }.AllowHttp(server.Authority));
        var first = guest.Send(guest.NewRequest(server.Authority)).Future!;
        Assert.NotNull(guest.Send(guest.NewRequest(server.Authority)).Future);
        Assert.Equal("connection-limit-reached", guest.Send(guest.NewRequest(server.Authority)).Error);
        first.Dispose();
        Assert.True(Patience.Until(() => guest.Send(guest.NewRequest(server.Authority)).Future is not null));
    }
}
