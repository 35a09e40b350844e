using System.Net;
using System.Text;

namespace Lanner.AspNetCore.Tests.Commands;

/// <summary>Programs that handle requests, as in CGI (RFC 3875), behind a real server.</summary>
public sealed class CommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_has_the_request_in_its_environment_and_input_and_writes_the_response()
    {
        await using var server = await Server.StartAsync(Guests.Program, app => app.MapWasm("/cgi/{**rest}", "guest"));
        var (answer, isClean) = await server.ExchangeAsync(
            "POST /cgi/a%20b/c?x=%41&y HTTP/1.1\r\nHost: example:8080\r\nContent-Type: text/odd\r\nContent-Length: 5\r\nX-One: 1\r\n"
            + "X-One: 2\r\nX_One: 3\r\nProxy: http://evil\r\nAuthorization: secret\r\nCookie: a=1\r\nConnection: close\r\n\r\ninput");
        Assert.True(isClean);
        var (head, body) = (answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)], answer);
        Assert.StartsWith("HTTP/1.1 201 ", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain", head, StringComparison.Ordinal);
        Assert.Contains("X-Odd: \xE9", head, StringComparison.Ordinal);
        Assert.Contains("input", body, StringComparison.Ordinal);
        foreach (var variable in (string[])
        [
            "GATEWAY_INTERFACE=CGI/1.1", "REQUEST_METHOD=POST", "SCRIPT_NAME=/cgi", "PATH_INFO=/a b/c", "QUERY_STRING=x=%41&y",
            "REQUEST_URI=/cgi/a%20b/c?x=%41&y", "SERVER_NAME=example", $"SERVER_PORT={server.Address.Port}", "SERVER_PROTOCOL=HTTP/1.1",
            "REMOTE_ADDR=127.0.0.1", "CONTENT_LENGTH=5", "CONTENT_TYPE=text/odd", "HTTP_X_ONE=1, 2", "HTTP_COOKIE=a=1",
            "HTTP_HOST=example:8080",
        ])
        {
            Assert.Contains(variable + "\n", body, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("HTTP_PROXY", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP_CONTENT", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Much_input_becomes_much_output()
    {
        await using var server = await Server.StartAsync(Guests.Program);
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(new string('x', 1 << 20)));
        using var answer = await server.Client.PostAsync("/", content, Cancellation);
        Assert.EndsWith(new string('x', 1 << 20), await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Location: /elsewhere\\n\\n", 302, "")]
    [InlineData("Status: 404\\nA: b\\n\\nlost", 404, "lost")]
    [InlineData("A: b\\r\\n\\r\\nbody", 200, "body")]
    public async Task The_header_decides_the_status(string text, int status, string body)
    {
        await using var server = await Server.StartAsync(Guests.Writing(text));
        var (answer, isClean) = await server.ExchangeAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.True(isClean);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains(body, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\\nbody")]
    [InlineData("no header\\n\\n")]
    [InlineData("A: b\\n")]
    [InlineData("A b: c\\n\\n")]
    [InlineData("A: b\\0dc\\n\\n")]
    [InlineData("Status: 99\\n\\n")]
    [InlineData("Status: 600\\nA: b\\n\\n")]
    [InlineData("Status: 101\\nA: b\\n\\n")]
    [InlineData("Content-Length: +5\\n\\nabcde")]
    [InlineData("Content-Length: 5\\nContent-Length: 5\\n\\nabcde")]
    public async Task What_is_no_header_is_no_response(string text)
    {
        await using var server = await Server.StartAsync(Guests.Writing(text));
        using var answer = await server.Client.GetAsync("/", Cancellation);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task A_program_that_traps_or_fails_is_not_whole()
    {
        await using var trapping = await Server.StartAsync(Guests.Writing("A: b\\n", "(unreachable)"));
        using var answer = await trapping.Client.GetAsync("/", Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await using var failing = await Server.StartAsync(Guests.Writing("A: b\\n\\nbody", "(call $exit (i32.const 3))"));
        Assert.Equal("body", await failing.Client.GetStringAsync("/", Cancellation));
        Assert.True(failing.Log.Has(Microsoft.Extensions.Logging.LogLevel.Warning, "The program guest has ended with 3"));
    }

    [Fact]
    public async Task A_program_without_end_ends_with_its_time()
    {
        await using var server = await Server.StartAsync(
            Guests.Writing("A: b\\n", "(loop $l (br $l))"), options: options => options.RunningTime = TimeSpan.FromMilliseconds(50));
        using var answer = await server.Client.GetAsync("/", Cancellation);
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }
}
