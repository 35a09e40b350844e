using System.Diagnostics;
using Lanner.Components;
using Lanner.Wasi.Preview2.Http;
using static Lanner.Wasi.Tests.Preview2.HttpGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>outgoing-handler</c>: requests and responses as bytes on the wire.</summary>
public sealed class HttpOutgoingTests
{
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public void A_request_has_one_host_and_what_the_guest_has_given()
    {
        // wasmtime#14190, #13138, #8747, #8430.
        var heads = new List<string>();
        using var server = RawServer.Answering(Empty, heads);
        using var guest = Granted(server);
        var request = guest.NewRequest(server.Authority, "/a/../b?c=%7e", headers: [("X-Foo", "caf\xE9"), ("accept", "*/*")]);
        Assert.Equal(200, guest.Status(guest.Exchange(request).Response!));
        Assert.Equal(
            ["GET /a/../b?c=%7e HTTP/1.1", $"Host: {server.Authority}", "X-Foo: caf\xE9", "Accept: */*"],
            Sorted(heads[0], "GET", "Host", "X-Foo", "Accept"));
    }

    [Fact]
    public void A_request_says_to_which_activity_of_the_host_it_belongs()
    {
        var heads = new List<string>();
        using var server = RawServer.Answering(Empty, heads);
        using var guest = Granted(server);
        using var activity = new Activity("host").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "a=1";

        Assert.Equal(200, guest.Status(guest.Exchange(guest.NewRequest(server.Authority)).Response!));
        guest.Context.Activity = activity;
        Assert.Equal(200, guest.Status(guest.Exchange(guest.NewRequest(server.Authority)).Response!));
        var own = guest.NewRequest(server.Authority, headers: [("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]);
        Assert.Equal(200, guest.Status(guest.Exchange(own).Response!));

        Assert.DoesNotContain("trace", heads[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"traceparent: {activity.Id}\r\n", heads[1], StringComparison.Ordinal);
        Assert.Contains("tracestate: a=1\r\n", heads[1], StringComparison.Ordinal);
        Assert.Contains("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n", heads[2], StringComparison.Ordinal);
        Assert.DoesNotContain("tracestate", heads[2], StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_port_is_not_part_of_the_host()
    {
        // wasmtime#8430: http://h/ has "Host: h".
        Assert.True(RequestTarget.TryMakeUri("http", "h", null)!.IsDefaultPort);
        Assert.True(RequestTarget.TryMakeUri("https", "h:443", "?a")!.IsDefaultPort);
        Assert.False(RequestTarget.TryMakeUri("http", "h:8080", null)!.IsDefaultPort);
    }

    [Fact]
    public void Responses_come_with_all_their_bytes_and_fields()
    {
        // wasmtime#11770, workerd#6927, aioduct#142.
        using var server = RawServer.Answering(
            "HTTP/1.1 418 Teapot\r\nX-Foo: caf\xE9\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nSet-Cookie: c=3\r\n"
            + "Connection: keep-alive\r\nContent-Length: 4\r\n\r\n\0\xFFhi");
        using var guest = Granted(server);
        var response = guest.Exchange(guest.NewRequest(server.Authority)).Response!;
        Assert.Equal(418, guest.Status(response));
        Assert.Equal(
            ["X-Foo: caf\xE9", "Set-Cookie: a=1", "Set-Cookie: b=2", "Set-Cookie: c=3", "Content-Length: 4"],
            guest.Lines(guest.Get("incoming-response.headers", response)));
        Assert.Equal("\0\xFFhi", guest.ReadBody("incoming-response.consume", response).Text);
        Assert.False(guest.Try("incoming-response.consume", response));
    }

    [Fact]
    public void A_redirect_is_the_guests_to_follow()
    {
        // spin#3016.
        using var other = RawServer.Answering(Empty);
        using var server = RawServer.Answering($"HTTP/1.1 302 Found\r\nLocation: http://{other.Authority}/\r\nContent-Length: 0\r\n\r\n");
        using var guest = Granted(server);
        Assert.Equal(302, guest.Status(guest.Exchange(guest.NewRequest(server.Authority)).Response!));
        Assert.Equal(0, other.Connections);
        Assert.Equal("HTTP-request-denied", guest.Exchange(guest.NewRequest(other.Authority)).Error);
    }

    [Fact]
    public void A_body_with_a_length_is_sent_with_it_and_without_one_in_chunks()
    {
        var bodies = new List<string>();
        using var server = new RawServer(async connection =>
        {
            while (await connection.ReadHeadAsync() is { } head)
            {
                var end = head.Contains("chunked", StringComparison.Ordinal) ? "0\r\n\r\n" : "end";
                bodies.Add(head + await connection.ReadUntilAsync(end));
                await connection.SendAsync(Empty);
            }
        });
        using var guest = Granted(server);
        Assert.Equal(200, Post(guest, server, "the end", ("Content-Length", "7")));
        Assert.Equal(200, Post(guest, server, "chunk"));
        Assert.Contains("Content-Length: 7\r\n", bodies[0], StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nthe end", bodies[0], StringComparison.Ordinal);
        Assert.Contains("Transfer-Encoding: chunked\r\n", bodies[1], StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n5\r\nchunk\r\n0\r\n\r\n", bodies[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+5")]
    [InlineData("0x5")]
    [InlineData("5, 5")]
    [InlineData("5\r\nContent-Length: 5")]
    public void A_response_whose_length_is_no_number_is_refused(string length)
    {
        // wasmtime#11631, Viceroy#551.
        using var server = RawServer.Answering($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello");
        using var guest = Granted(server);
        Assert.Equal("HTTP-protocol-error", guest.Exchange(guest.NewRequest(server.Authority)).Error);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n", "HTTP-protocol-error")]
    [InlineData("", "HTTP-response-incomplete")]
    public void What_is_no_response_is_an_error(string answer, string error)
    {
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync(answer);
        });
        using var guest = Granted(server);
        Assert.Equal(error, guest.Exchange(guest.NewRequest(server.Authority)).Error);
    }

    [Fact]
    public void A_head_that_is_too_large_is_an_error()
    {
        using var server = RawServer.Answering($"HTTP/1.1 200 OK\r\nX: {new string('x', 200_000)}\r\nContent-Length: 0\r\n\r\n");
        using var guest = Granted(server);
        Assert.Equal("HTTP-response-header-section-size", guest.Exchange(guest.NewRequest(server.Authority)).Error);
    }

    [Fact]
    public void A_response_that_breaks_off_is_an_error_of_its_body()
    {
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        });
        using var guest = Granted(server);
        var response = guest.Exchange(guest.NewRequest(server.Authority)).Response!;
        var (text, error) = guest.ReadBody("incoming-response.consume", response);
        Assert.Equal("half", text);
        Assert.Equal("HTTP-response-incomplete", guest.HttpErrorCode(error!.Value));
    }

    [Fact]
    public void Trailers_of_a_response_come_behind_its_body()
    {
        using var server = RawServer.Answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-End: \xE9\r\n\r\n");
        using var guest = Granted(server);
        var response = guest.Exchange(guest.NewRequest(server.Authority)).Response!;
        var body = guest.Get("incoming-response.consume", response);
        response.Dispose();
        var future = guest.Call("[static]incoming-body.finish", Give(body)).AsResource();
        guest.Block(guest.Get("future-trailers.subscribe", future));
        var trailers = guest.Call("[method]future-trailers.get", Lend(future)).AsOption()!.Value.AsResult().Value!.Value.AsResult();
        var fields = trailers.Value!.Value.AsOption()!.Value.AsResource();
        Assert.Equal(["X-End: \xE9"], guest.Lines(fields));
        Assert.True(guest.Call("[method]future-trailers.get", Lend(future)).AsOption()!.Value.AsResult().IsError);
    }

    [Fact]
    public void Trailers_of_a_request_are_refused_rather_than_lost()
    {
        using var server = new RawServer(connection => connection.ReadToEndAsync());
        using var guest = Granted(server);
        var request = guest.NewRequest(server.Authority, method: "post");
        var body = guest.Get("outgoing-request.body", request);
        var future = guest.Send(request).Future!;
        Assert.Equal("internal-error", guest.WriteBody(body, "hello", guest.NewFields(("X-End", "1"))));
        Assert.Equal("internal-error", guest.Await(future).Error);
    }

    [Fact]
    public void Nobody_listens_or_knows_the_name()
    {
        int port;
        using (var gone = RawServer.Answering(Empty))
        {
            port = gone.Port;
        }

        using var guest = new HttpGuest(new WasiContextBuilder().AllowHttp("127.0.0.1:*").AllowHttp("nowhere.example:*")
            .UseResolver((_, _) => Task.FromResult<System.Net.IPAddress[]>([])));
        Assert.Equal("connection-refused", guest.Exchange(guest.NewRequest($"127.0.0.1:{port}")).Error);
        Assert.Equal("DNS-error", guest.Exchange(guest.NewRequest("nowhere.example")).Error);
    }

    [Fact]
    public void Requests_without_an_authority_or_for_tunnels_are_refused()
    {
        using var guest = new HttpGuest(new WasiContextBuilder().AllowHttp("*:*"));
        var request = guest.Call("[constructor]outgoing-request", Give(guest.NewFields())).AsResource();
        Assert.Equal("HTTP-request-URI-invalid", guest.Send(request).Error);
        Assert.Equal("HTTP-request-method-invalid", guest.Send(guest.NewRequest("example.com", method: "connect")).Error);
        var other = guest.NewRequest("example.com");
        guest.Try("outgoing-request.set-scheme", other, ComponentValue.Some(ComponentValue.FromVariant("other", OfText("ftp"))));
        Assert.Equal("HTTP-protocol-error", guest.Send(other).Error);
        var twice = guest.NewRequest("example.com", headers: [("content-length", "5"), ("Content-Length", "5")]);
        Assert.False(guest.Try("outgoing-request.body", twice));
        Assert.Equal("HTTP-protocol-error", guest.Send(twice).Error);
        Assert.Equal("HTTP-request-body-size", guest.Send(guest.NewRequest("example.com", headers: [("content-length", "5")])).Error);
    }

    [Fact]
    public void Nothing_is_sent_while_there_is_something_that_was_made_of_the_request()
    {
        using var server = RawServer.Answering(Empty);
        using var guest = Granted(server);
        var request = guest.NewRequest(server.Authority);
        guest.Get("outgoing-request.headers", request);
        Assert.Throws<TrapException>(() => guest.Send(request));
        Thread.Sleep(50);
        Assert.Equal(0, server.Connections);
    }

    /// <summary>A guest that may reach a server.</summary>
    internal static HttpGuest Granted(RawServer server, Action<WasiContextBuilder>? more = null)
    {
        var builder = new WasiContextBuilder().AllowHttp($"http://{server.Authority}");
        more?.Invoke(builder);
        return new HttpGuest(builder);
    }

    /// <summary>Sends a body after the request.</summary>
    internal static int Post(HttpGuest guest, RawServer server, string text, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var request = guest.NewRequest(server.Authority, method: "post", headers: headers);
        var body = guest.Get("outgoing-request.body", request);
        var future = guest.Send(request).Future!;
        Assert.Null(guest.WriteBody(body, text));
        return guest.Status(guest.Await(future).Response!);
    }

    /// <summary>The lines of a head, in the order of what they begin with.</summary>
    private static string[] Sorted(string head, params string[] names)
    {
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Length, lines.Length);
        return [.. names.Select(name => lines.Single(line => line.StartsWith(name, StringComparison.Ordinal)))];
    }
}
