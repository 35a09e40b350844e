using System.Net;
using System.Text;
using Lanner.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Lanner.AspNetCore.Tests.Http;

/// <summary>Components that handle requests by wasi:http, behind a real server.</summary>
public sealed class HttpGuestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_component_answers_each_request_from_a_fresh_instance()
    {
        await using var server = await Server.StartAsync(Guests.Exchange);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Client.GetAsync("/hello", Cancellation)));
        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("Hello from a handler", await answer.Content.ReadAsStringAsync(Cancellation));
        }

        Assert.True(Patience.Until(() => server.Guest.InUse == 0));
    }

    [Fact]
    public async Task Fields_arrive_byte_by_byte_in_their_lines_and_order_both_ways()
    {
        // wasmtime#11770, workerd#6927: the guest sends back what it has received.
        await using var server = await Server.StartAsync(Guests.Exchange);
        var (answer, isClean) = await server.ExchangeAsync(
            "GET /echo HTTP/1.1\r\nHost: x\r\nX-FoO: \xE9\xFF\r\nSet-Cookie: a\r\nset-cookie: b\r\nSET-COOKIE: c\r\n"
            + "Connection: close\r\n\r\n");
        Assert.True(isClean);
        Assert.Contains("\r\nX-FoO: \xE9\xFF\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(
            ["a", "b", "c"],
            answer.Split("\r\n").Where(line => line.StartsWith("set-cookie: ", StringComparison.OrdinalIgnoreCase))
                .Select(line => line[12..]));
        Assert.DoesNotContain("\r\nHost", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Bodies_go_through_as_they_come()
    {
        await using var server = await Server.StartAsync(Guests.Exchange);
        var bytes = new byte[10 << 20];
        new Random(1).NextBytes(bytes);
        var text = Encoding.Latin1.GetString(bytes);
        var (answer, isClean) = await server.ExchangeAsync(
            $"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {text.Length}\r\n\r\n{text}");
        Assert.True(isClean);
        Assert.EndsWith("\r\n\r\n" + text, answer, StringComparison.Ordinal);
        var (chunked, _) = await server.ExchangeAsync(
            "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n");
        Assert.Contains("abc", chunked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_and_a_guest_speak_in_turns()
    {
        await using var server = await Server.StartAsync(Guests.Exchange);
        using var socket = await server.ConnectAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"), Cancellation);
        var answer = "";
        var buffer = new byte[4096];
        while (!answer.Contains("one", StringComparison.Ordinal))
        {
            answer += Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancellation));
        }

        await socket.SendAsync("3\r\ntwo\r\n0\r\n\r\n"u8.ToArray(), Cancellation);
        while (!answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            answer += Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancellation));
        }

        Assert.Contains("two", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_small_body_has_its_length()
    {
        await using var server = await Server.StartAsync(Guests.Exchange);
        Assert.True(Patience.Until(() =>
        {
            using var answer = server.Client.GetAsync("/hello", Cancellation).GetAwaiter().GetResult();
            return answer.Content.Headers.ContentLength == 20 && answer.Headers.TransferEncodingChunked is not true;
        }));
    }

    [Fact]
    public async Task HTTP_2_works_as_HTTP_1_does()
    {
        await using var server = await Server.StartAsync(Guests.Exchange, protocols: HttpProtocols.Http2);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/echo"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StringContent("two"),
        };
        request.Headers.Add("X-Foo", "1");
        using var answer = await server.Client.SendAsync(request, Cancellation);
        Assert.Equal("two", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(["1"], answer.Headers.GetValues("X-Foo"));
        Assert.False(answer.Headers.Contains("Host"));
    }

    [Theory]
    [InlineData("/trap", 500, "The guest trapped.")]
    [InlineData("/break", 500, "The guest trapped.")]
    [InlineData("/return", 500, "The guest has answered with the error internal-error.")]
    [InlineData("/x", 508, "The guest has answered with the error loop-detected.")]
    public async Task A_failure_before_the_head_is_problem_details(string path, int status, string title)
    {
        // wasmtime#10387: no hang.
        await using var server = await Server.StartAsync(Guests.Exchange);
        using var answer = await server.Client.GetAsync(path, Cancellation);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(title, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.True(server.Log.Has(LogLevel.Error, "A request of the guest guest has failed"));
        Assert.Equal("Hello from a handler", await server.Client.GetStringAsync("/hello", Cancellation));
    }

    [Theory]
    [InlineData("/after")]
    [InlineData("/content-length")]
    public async Task A_response_that_is_broken_off_does_not_look_whole(string path)
    {
        // spin#3035, wasmtime#11631.
        await using var server = await Server.StartAsync(Guests.Exchange);
        var (answer, isClean) = await server.ExchangeAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.False(LooksWhole(answer), answer);
        Assert.True(
            !isClean || answer.StartsWith("HTTP/1.1 500 ", StringComparison.Ordinal)
                || answer.Contains("Content-Length: 11", StringComparison.OrdinalIgnoreCase)
                || answer.Contains("chunked", StringComparison.Ordinal),
            answer);
        Assert.True(Patience.Until(() => server.Log.Has(LogLevel.Error, "guest guest")));
    }

    [Fact]
    public async Task A_status_without_a_body_has_none()
    {
        await using var server = await Server.StartAsync(Guests.Exchange);
        var (answer, isClean) = await server.ExchangeAsync("GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.True(isClean);
        Assert.StartsWith("HTTP/1.1 204 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", answer, StringComparison.OrdinalIgnoreCase);
        using var request = new HttpRequestMessage(HttpMethod.Head, "/hello");
        using var head = await server.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.True(Patience.Until(() => server.Guest.InUse == 0));
    }

    [Theory]
    [InlineData("/loop")]
    [InlineData("/send")]
    [InlineData("/much")]
    public async Task A_client_that_goes_away_interrupts_the_guest(string path)
    {
        await using var server = await Server.StartAsync(
            Guests.Exchange,
            options: options => (options.RunningTime, options.CallTime) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        using (var socket = await server.ConnectAsync())
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"), Cancellation);
            Assert.True(Patience.Until(() => server.Guest.InUse == 1));
        }

        Assert.True(Patience.Until(() => server.Guest.InUse == 0));
    }

    [Theory]
    [InlineData("/loop")]
    [InlineData("/quiet")]
    public async Task A_guest_that_does_not_answer_in_time_is_a_gateway_that_has_not(string path)
    {
        await using var server = await Server.StartAsync(
            Guests.Exchange, options: options => options.RunningTime = TimeSpan.FromMilliseconds(50));
        using var answer = await server.Client.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    [Fact]
    public async Task A_busy_guest_says_when_to_try_again()
    {
        await using var server = await Server.StartAsync(Guests.Exchange, options: options =>
        {
            options.CallTime = TimeSpan.FromHours(1);
            options.RunningTime = TimeSpan.FromHours(1);
            (options.Pool.Maximum, options.Pool.QueueLength) = (1, 0);
        });
        using var socket = await server.ConnectAsync();
        await socket.SendAsync("GET /loop HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Cancellation);
        Assert.True(Patience.Until(() => server.Guest.InUse == 1));
        using var answer = await server.Client.GetAsync("/hello", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_response_that_is_too_long_is_broken_off()
    {
        await using var server = await Server.StartAsync(Guests.Exchange, options: options => options.ResponseBytes = 100_000);
        var (answer, _) = await server.ExchangeAsync("GET /much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.InRange(answer.Length, 1, 200_000);
        Assert.False(LooksWhole(answer), answer);
        Assert.True(Patience.Until(() => server.Guest.InUse == 0));
    }

    [Fact]
    public async Task A_body_that_the_server_refuses_is_refused_to_the_client()
    {
        await using var server = await Server.StartAsync(
            Guests.Exchange,
            map: app =>
            {
                app.Use((HttpContext context, RequestDelegate next) =>
                {
                    context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = 4;
                    return next(context);
                });
                app.MapWasm("/{**rest}", "guest");
            });
        var (answer, _) = await server.ExchangeAsync(
            "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabcde");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conventions_of_endpoints_hold_for_guests()
    {
        await using var server = await Server.StartAsync(
            Guests.Exchange,
            map: app => app.MapWasm("/{**rest}", "guest")
                .AddEndpointFilter((_, _) => ValueTask.FromResult<object?>(Results.Text("filtered"))));
        Assert.Equal("filtered", await server.Client.GetStringAsync("/hello", Cancellation));
    }

    [Fact]
    public async Task A_version_that_replaces_another_takes_the_next_request()
    {
        await using var server = await Server.StartAsync(Guests.Exchange);
        Assert.Equal("Hello from a handler", await server.Client.GetStringAsync("/hello", Cancellation));
        var catalog = (GuestCatalog)server.Services.GetService(typeof(GuestCatalog))!;
        await catalog.ReplaceAsync(
            "guest", GuestSource.FromBytes(Encoding.UTF8.GetBytes(Guests.Writing("A: b\\n\\nprogram"))), Cancellation);
        Assert.Equal("program", await server.Client.GetStringAsync("/hello", Cancellation));
    }

    /// <summary>A failure that comes before anything was sent is a response of its own.</summary>
    private static bool LooksWhole(string answer) =>
        answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) && answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
}
