using System.Globalization;
using System.Net;
using System.Text;
using Lanner.Components;
using Lanner.Wasi.Tests.Preview2;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>The programs and handlers of WASI 0.3 among jco's components, which look at their results themselves, as jco's own tests run
/// them.</summary>
public sealed class JcoProgramTests
{
    private static readonly Engine Engine = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("p3-cli-hello-stdout", "hello, world\n")]
    [InlineData("p3-cli-hello-stdout-post-return", null)]
    [InlineData("p3-cli-much-stdout", "hello, world\n", "hello, world\n", "1")]
    [InlineData("p3-cli", null, ".")]
    [InlineData("p3-clocks-sleep", null)]
    [InlineData("p3-random-imports", null)]
    [InlineData("p3-file-write", null)]
    [InlineData("p3-filesystem-file-read-write", null)]
    [InlineData("p3-readdir", null)]
    [InlineData("p3-sockets-tcp-bind", null)]
    [InlineData("p3-sockets-tcp-connect", null)]
    [InlineData("p3-sockets-tcp-listen", null)]
    [InlineData("p3-sockets-tcp-sample-application", null)]
    [InlineData("p3-sockets-tcp-sockopts", null)]
    [InlineData("p3-sockets-tcp-states", null)]
    [InlineData("p3-sockets-tcp-streams", null)]
    [InlineData("p3-sockets-udp-bind", null)]
    [InlineData("p3-sockets-udp-connect", null)]
    [InlineData("p3-sockets-udp-receive", null)]
    [InlineData("p3-sockets-udp-sample-application", null)]
    [InlineData("p3-sockets-udp-send", null)]
    [InlineData("p3-sockets-udp-sockopts", null)]
    [InlineData("p3-sockets-udp-states", null)]
    [InlineData("p3-http-outbound-request-content-length", null)]
    [InlineData("p3-http-outbound-request-get", null)]
    [InlineData("p3-http-outbound-request-invalid-dnsname", null)]
    [InlineData("p3-http-outbound-request-invalid-port", null)]
    [InlineData("p3-http-outbound-request-invalid-version", null)]
    [InlineData("p3-http-outbound-request-large-post", null)]
    [InlineData("p3-http-outbound-request-missing-path-and-query", null)]
    [InlineData("p3-http-outbound-request-post", null)]
    [InlineData("p3-http-outbound-request-put", null)]
    [InlineData("p3-http-outbound-request-response-build", null)]
    [InlineData("p3-http-outbound-request-timeout", null)]
    [InlineData("p3-http-outbound-request-unknown-method", null)]
    [InlineData("p3-http-outbound-request-unsupported-scheme", null)]
    public async Task Programs_succeed(string name, string? expected, params string[] arguments)
    {
        using var server = new RawServer(EchoAsync);
        using var folder = new Files.Sandbox();
        var (output, errors) = (new CapturedOutput(), new CapturedOutput());
        var builder = Grants(server);
        builder.Arguments = [name.Replace('-', '_') + ".component", .. arguments];
        builder.Output = output;
        builder.Error = errors;
        builder.AddDirectory(folder.Inside, "/");
        using var context = builder.Build();
        using var store = new Store(Engine);
        var instance = Instantiate(name, store, context);
        var run = WasiCommand.RunAsync(instance, cancellation: Cancellation);
        var outcome = await SuiteRun.OutcomeAsync(run).WaitAsync(Patience.Limit, Cancellation);
        context.Flush();
        SkipIfTrapped(outcome);
        Assert.True(outcome == "exit code 0", $"{outcome}\n{errors.Text}");
        Assert.Equal(expected ?? output.Text, output.Text);
    }

    [Theory]
    [InlineData("p3-http-echo", "", "And the mome raths outgrabe")]
    [InlineData("p3-http-echo", "x-host-to-host", "And the mome raths outgrabe")]
    [InlineData("p3-http-proxy", "url", "And the mome raths outgrabe")]
    [InlineData("p3-api-proxy", "", "hello, world!")]
    [InlineData("p3-cli-serve-hello-world", "", "Hello, WASI!")]
    public async Task Handlers_answer(string name, string header, string expected)
    {
        using var server = new RawServer(EchoAsync);
        using var context = Grants(server).Build();
        using var store = new Store(Engine);
        var handler = new WasiHttpHandler(Instantiate(name, store, context), context);
        var value = header == "url" ? $"http://{server.Authority}/proxy" : "true";
        var request = new WasiHttpRequest(header == "url" ? "POST" : "GET")
        {
            Scheme = "http",
            Authority = "localhost",
            PathWithQuery = "/",
            Headers =
            [
                Field("foo", "bar"), .. header.Length > 0 ? [Field(header, value)] : Array.Empty<KeyValuePair<string, byte[]>>(),
            ],
            Body = new MemoryStream("And the mome raths outgrabe"u8.ToArray()),
            Trailers = () => [Field("fizz", "buzz")],
        };
        var completion = Task.CompletedTask;
        try
        {
            using var response = await handler.HandleAsync(request, Cancellation).WaitAsync(Patience.Limit, Cancellation);
            completion = response.Completion;
            using var reader = new StreamReader(response.Body);
            Assert.Equal(expected, await reader.ReadToEndAsync(Cancellation).WaitAsync(Patience.Limit, Cancellation));
            await completion.WaitAsync(Patience.Limit, Cancellation);
            if (name == "p3-http-echo")
            {
                Assert.Equal(["fizz"], response.Trailers.Select(field => field.Key));
            }
        }
        catch (Exception error) when (error is TrapException or WasiHttpException)
        {
            // Where a component traps, the body breaks off, and the response completes with the trap.
            SkipIfTrapped((error as TrapException ?? await Record.ExceptionAsync(() => completion))?.Message ?? "");
            throw;
        }
    }

    /// <summary>Skips a test of a component in which wit-bindgen 0.58 wakes tasks by a stream: it cancels the read of that while it is in a
    /// waitable set, for which the specification has a trap (Canonical ABI, <c>canon stream.cancel-read</c>, since May 2026).</summary>
    private static void SkipIfTrapped(string outcome) => Assert.SkipWhen(
        outcome.Contains("waitable cannot be used synchronously while added to a waitable set", StringComparison.Ordinal),
        "The component cancels a read that is in a waitable set synchronously, for which the specification has a trap.");

    private static KeyValuePair<string, byte[]> Field(string name, string value) =>
        KeyValuePair.Create(name, Encoding.UTF8.GetBytes(value));

    private static WasiContextBuilder Grants(RawServer server)
    {
        var builder = new WasiContextBuilder().AllowHttp("127.0.0.1:*").AllowHttp("*:*").AllowNameLookup("*")
            .UseResolver((name, _) => name.EndsWith("example.com", StringComparison.Ordinal)
                ? Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.1")])
                : Task.FromException<IPAddress[]>(
                    new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound)));
        builder.Environment["HTTP_SERVER"] = server.Authority;
        foreach (var range in (string[])["tcp://0.0.0.0/0:*", "udp://0.0.0.0/0:*", "tcp://[::]/0:*", "udp://[::]/0:*"])
        {
            builder.AllowConnect(range).AllowListen(range);
        }

        return builder;
    }

    private static ComponentInstance Instantiate(string name, Store store, WasiContext context)
    {
        var bytes = JcoFixtures.Find(name + ".wasm");
        Assert.SkipWhen(bytes is null, JcoFixtures.Missing);
        var linker = new ComponentLinker(Engine);
        linker.DefineWasi(context);
        return linker.Instantiate(store, Component.FromBinary(Engine, bytes));
    }

    /// <summary>Answers with the body that has come, and the first line in headers.</summary>
    private static async Task EchoAsync(RawConnection connection)
    {
        while (await connection.ReadHeadAsync() is { } head)
        {
            var start = head.Split(' ');
            var body = "";
            if (head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            {
                while (int.Parse((await connection.ReadUntilAsync("\r\n"))![..^2], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    is > 0 and var size)
                {
                    body += await connection.ReadAsync(size);
                    await connection.ReadUntilAsync("\r\n");
                }

                while (await connection.ReadUntilAsync("\r\n") is { Length: > 2 })
                {
                }
            }
            else if (head.IndexOf("content-length: ", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            {
                var length = head[(at + 16)..head.IndexOf('\r', at)];
                body = await connection.ReadAsync(int.Parse(length, CultureInfo.InvariantCulture));
            }

            await connection.SendAsync(
                $"HTTP/1.1 200 OK\r\nx-wasmtime-test-method: {start[0]}\r\nx-wasmtime-test-uri: {start[1]}\r\n"
                + $"content-length: {body.Length}\r\n\r\n{(start[0] == "HEAD" ? "" : body)}");
        }
    }
}
