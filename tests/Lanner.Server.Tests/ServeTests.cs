using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Lanner.AspNetCore.Tests;

namespace Lanner.Server.Tests;

/// <summary><c>lanner serve</c>, as a process: what is served, how it ends, and what whoever connects cannot do.</summary>
public sealed class ServeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_guest_answers_all_paths()
    {
        using var folder = new TemporaryFolder();
        folder.Write("hello.wat", ServedGuests.Answering("hello"));
        using var server = await StartedServer.StartAsync(folder.Path, "hello.wat");
        using var client = server.CreateClient();

        using var response = await client.GetAsync("any/path?x=1", Cancellation);

        Assert.Equal("hello", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.False(response.Headers.Contains("Server"));
        var route = Assert.Single(server.Announcement.GetProperty("routes").EnumerateArray());
        Assert.Equal("/{**rest}", route.GetProperty("path").GetString());
        Assert.Equal("hello", route.GetProperty("guest").GetString());
    }

    [Fact]
    public async Task One_guest_has_what_the_command_line_grants()
    {
        using var folder = new TemporaryFolder();
        folder.Write("program.wat", Guests.Program);
        folder.Write("variables", "FROM_FILE=1\n");
        using var server = await StartedServer.StartAsync(
            folder.Path, "program.wat", "--path", "/here/{**rest}", "--env", "COLOUR=blue", "--env-file", "variables");
        using var client = server.CreateClient();

        var answer = await client.GetStringAsync("here/there", Cancellation);

        Assert.Contains("COLOUR=blue\n", answer, StringComparison.Ordinal);
        Assert.Contains("FROM_FILE=1\n", answer, StringComparison.Ordinal);
        Assert.Contains("PATH_INFO=/there\n", answer, StringComparison.Ordinal);
        using var elsewhere = await client.GetAsync("elsewhere", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task A_manifest_says_who_answers_which_path()
    {
        using var folder = new TemporaryFolder();
        folder.Write("hello.wat", ServedGuests.Answering("hello"));
        folder.Write("functions.wat", Guests.Module);
        folder.Write("lanner.toml", """
            [guests.hello]
            source = "hello.wat"
            [guests.functions]
            source = "functions.wat"
            [[routes]]
            path = "/hello/{**rest}"
            guest = "hello"
            methods = ["GET"]
            [[routes]]
            path = "/functions"
            guest = "functions"
            [[routes]]
            path = "/secret"
            guest = "hello"
            host = "hidden.example"
            """);
        using var server = await StartedServer.StartAsync(folder.Path);
        using var client = server.CreateClient();

        Assert.Equal("hello", await client.GetStringAsync("hello/x", Cancellation));
        using var arguments = new StringContent("[1, 2]", Encoding.UTF8, "application/json");
        using var sum = await client.PostAsync("functions/add", arguments, Cancellation);
        Assert.Equal("3", await sum.Content.ReadAsStringAsync(Cancellation));
        using var post = await client.PostAsync("hello/x", null, Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        using var hidden = await client.GetAsync("secret", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "secret") { Headers = { Host = "hidden.example" } };
        using var found = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        var document = await client.GetStringAsync("openapi/v1.json", Cancellation);
        Assert.Contains("/functions/add", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_request_is_a_record_of_the_log_without_its_path()
    {
        using var folder = new TemporaryFolder();
        folder.Write("trap.wat", "(module (func (export \"_start\") unreachable))");
        using var server = await StartedServer.StartAsync(folder.Path, "trap.wat", "--path", "/trap/{**rest}");
        using var client = server.CreateClient();

        using var response = await client.GetAsync("trap/who-knows", Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.True(Patience.Until(() => server.Log.Contains("Lanner.Server.Requests", StringComparison.Ordinal)));
        var record = server.Log.Split('\n').Select(line => JsonDocument.Parse(line).RootElement)
            .Single(line => line.GetProperty("Category").GetString() == "Lanner.Server.Requests").GetProperty("State");
        Assert.Equal("GET", record.GetProperty("Method").GetString());
        Assert.Equal("/trap/{**rest}", record.GetProperty("Route").GetString());
        Assert.Equal("trap", record.GetProperty("Guest").GetString());
        Assert.Equal(500, record.GetProperty("Status").GetInt32());
        Assert.Equal("Trapped", record.GetProperty("Outcome").GetString());
        Assert.DoesNotContain("who-knows", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_lets_requests_come_to_their_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals on Windows.");
        using var folder = new TemporaryFolder();
        folder.Write("slow.wat", ServedGuests.Answering("done", 1500));
        using var server = await StartedServer.StartAsync(folder.Path, "slow.wat");
        using var client = server.CreateClient();

        var request = client.GetStringAsync("", Cancellation);
        await Task.Delay(500, Cancellation);
        server.Send("TERM");

        Assert.Equal("done", await request);
        Assert.Equal(0, await server.WaitForExitAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("", Cancellation));
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals on Windows.");
        using var folder = new TemporaryFolder();
        folder.Write("slow.wat", ServedGuests.Answering("done", 50_000));
        using var server = await StartedServer.StartAsync(folder.Path, "slow.wat");
        using var client = server.CreateClient();

        var request = client.GetStringAsync("", Cancellation);
        await Task.Delay(500, Cancellation);
        server.Send("TERM");
        await Task.Delay(500, Cancellation);
        server.Send("TERM");

        Assert.Equal(143, await server.WaitForExitAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => request);
    }

    [Fact]
    public async Task What_whoever_connects_may_take_is_limited()
    {
        using var folder = new TemporaryFolder();
        folder.Write("functions.wat", Guests.Module);
        folder.Write("lanner.toml", """
            guests.functions.source = "functions.wat"
            [listen]
            body = "1 KiB"
            headers = "2 KiB"
            header-time = "1s"
            idle-time = "1s"
            """);
        using var server = await StartedServer.StartAsync(folder.Path);
        using var client = server.CreateClient();

        using var body = new StringContent($"[1, 2{new string(' ', 2000)}]", Encoding.UTF8, "application/json");
        using var tooLong = await client.PostAsync("add", body, Cancellation);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLong.StatusCode);
        Assert.StartsWith(
            "HTTP/1.1 431 ", await ExchangeAsync(server, $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('x', 3000)}\r\n\r\n"),
            StringComparison.Ordinal);

        // Both end by themselves, or this would wait for ever.
        Assert.StartsWith("HTTP/1.1 408 ", await ExchangeAsync(server, "GET / HTTP/1.1\r\nHo"), StringComparison.Ordinal);
        Assert.Equal("", await ExchangeAsync(server, ""));
    }

    [Fact]
    public async Task Only_a_proxy_that_is_named_says_who_asks()
    {
        const string Request =
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n";
        using var folder = new TemporaryFolder();
        folder.Write("program.wat", Guests.Program);
        using var alone = await StartedServer.StartAsync(folder.Path, "program.wat");
        var direct = await ExchangeAsync(alone, Request);
        folder.Write("lanner.toml", """
            guests.program.source = "program.wat"
            listen.proxies = ["127.0.0.0/8"]
            """);
        using var behind = await StartedServer.StartAsync(folder.Path);
        var forwarded = await ExchangeAsync(behind, Request);

        Assert.Contains("REMOTE_ADDR=127.0.0.1\n", direct, StringComparison.Ordinal);
        Assert.Contains("REQUEST_SCHEME=http\n", direct, StringComparison.Ordinal);
        Assert.Contains("REMOTE_ADDR=192.0.2.7\n", forwarded, StringComparison.Ordinal);
        Assert.Contains("REQUEST_SCHEME=https\n", forwarded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_served_is_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        folder.Write("bad.wat", "(module (func nonsense))");
        folder.Write("hello.wat", ServedGuests.Answering("hello"));
        folder.Write("imports.wat", "(module (import \"a\" \"b\" (func)) (func (export \"_start\")))");
        folder.Write("lanner.toml", "guests.hello.source = \"hello.wat\"");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";

        foreach (var (arguments, message) in ((string[] Arguments, string Message)[])
        [
            (["gone.wasm"], "lanner: gone.wasm: there is no such file"),
            (["bad.wat"], "lanner: bad.wat:1:15: unknown operator nonsense"),
            (["imports.wat"], "lanner: imports.wat: "),
            (["hello.wat", "--listen", "8080"], "'8080' is not an address to listen at"),
            (["hello.wat", "--listen", "https://127.0.0.1:0"], "https needs a certificate and its key"),
            (["hello.wat", "--listen", address], "address already in use"),
            (["hello.wat", "--dir", "gone"], "lanner: gone: there is no such directory"),
            (["--env", "A=1"], "--env is for a module or component"),
            (["--path", "/a"], "--path is for a module or component"),
        ])
        {
            var (exitCode, output, error) = await StartedServer.RunAsync(folder.Path, arguments);
            var last = error.TrimEnd('\n').Split('\n')[^1];
            Assert.True(exitCode == 1 && output.Length == 0 && last.Contains(message, StringComparison.Ordinal), $"{exitCode}: {error}");
            Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
        }
    }

    /// <summary>Sends bytes, and reads until the server closes the connection.</summary>
    private static async Task<string> ExchangeAsync(StartedServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
