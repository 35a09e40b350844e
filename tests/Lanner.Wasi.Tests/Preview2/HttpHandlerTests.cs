using System.Text;
using Lanner.Components;
using static Lanner.Wasi.Tests.Preview2.HttpGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>incoming-handler</c>: requests that a host gives to a component.</summary>
public sealed class HttpHandlerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_comes_as_the_host_has_given_it()
    {
        string[] seen = [];
        using var guest = new HandlerGuest((http, request, outparam) =>
        {
            seen =
            [
                http.Call("[method]incoming-request.method", Lend(request)).ToString(),
                http.Call("[method]incoming-request.scheme", Lend(request)).ToString(),
                http.Call("[method]incoming-request.authority", Lend(request)).ToString(),
                http.Call("[method]incoming-request.path-with-query", Lend(request)).ToString(),
                .. http.Lines(http.Get("incoming-request.headers", request)),
            ];
            http.Set(outparam, http.NewResponse(204));
        });
        Assert.True(WasiHttpHandler.IsHandler(guest.Component));
        using var response = await guest.Handler.HandleAsync(
            new WasiHttpRequest("PURGE")
            {
                Scheme = "https", PathWithQuery = "/a?b",
                Headers = [Field("Host", "h:8080"), Field("X-Foo", "\xE9"), Field("Connection", "close"), Field("x-foo", "2")],
            },
            Cancellation);
        await response.Completion;
        Assert.Equal(204, response.StatusCode);
        Assert.Equal(["X-Foo: \xE9", "x-foo: 2"], seen[4..]);
        Assert.Contains("PURGE", seen[0], StringComparison.Ordinal);
        Assert.Contains("HTTPS", seen[1], StringComparison.Ordinal);
        Assert.Contains("h:8080", seen[2], StringComparison.Ordinal);
        Assert.Contains("/a?b", seen[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_in_its_own_code_answers()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var context = new WasiContextBuilder().Build();
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(context);
        var text = await File.ReadAllTextAsync(Repository.PathOf("samples/hosts/handler.wat"), Cancellation);
        var handler = new WasiHttpHandler(linker.Instantiate(store, Component.FromText(engine, text)), context);
        for (var round = 0; round < 3; round++)
        {
            using var response = await handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation);
            using var reader = new StreamReader(response.Body);
            Assert.Equal("Hello from a handler", await reader.ReadToEndAsync(Cancellation));
            await response.Completion;
        }

        Assert.Equal(0, context.Resources.Count);
    }

    [Fact]
    public async Task No_response_is_given_while_there_is_something_that_was_made_of_it()
    {
        using var guest = new HandlerGuest((http, _, outparam) =>
        {
            var response = http.NewResponse(200);
            http.Get("outgoing-response.headers", response);
            http.Set(outparam, response);
        });
        await Assert.ThrowsAnyAsync<Exception>(() => guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation));
    }

    [Fact]
    public async Task A_body_without_end_does_not_hold_up_a_component_that_finishes_it()
    {
        using var guest = new HandlerGuest((http, request, outparam) =>
        {
            var body = http.Get("incoming-request.consume", request);
            using var future = http.Call("[static]incoming-body.finish", Give(body)).AsResource();
            http.Set(outparam, http.NewResponse(204));
        });
        using var response = await guest.Handler.HandleAsync(new WasiHttpRequest("POST") { Body = new EndlessStream() }, Cancellation);
        await response.Completion;
        Assert.Equal(204, response.StatusCode);
    }

    [Fact]
    public async Task Calls_that_cannot_begin_leave_nothing_behind()
    {
        using var guest = new HandlerGuest((_, _, _) => throw ComponentTrap.Because("the test"));
        for (var round = 0; round < 3; round++)
        {
            await Assert.ThrowsAsync<TrapException>(() => guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation));
            Assert.True(Patience.Until(() => guest.Resources <= 2));
        }
    }

    [Fact]
    public async Task Bodies_and_trailers_go_both_ways_while_the_component_runs()
    {
        // wasmtime#11703, #11775: 10 MB and the trailers arrive.
        const int Size = 10 << 20;
        using var guest = new HandlerGuest((http, request, outparam) =>
        {
            var incoming = http.Get("incoming-request.consume", request);
            var input = http.Get("incoming-body.stream", incoming);
            var response = http.NewResponse(200, ("Set-Cookie", "a"), ("set-cookie", "b"));
            var outgoing = http.Get("outgoing-response.body", response);
            http.Set(outparam, response);
            using (var output = http.Get("outgoing-body.write", outgoing))
            {
                while (!http.Guest.Stream("output-stream.blocking-splice", output, Lend(input), ComponentValue.FromU64(1 << 20)).IsError)
                {
                    // The body goes on.
                }
            }

            input.Dispose();
            var future = http.Call("[static]incoming-body.finish", Give(incoming)).AsResource();
            http.Block(http.Get("future-trailers.subscribe", future));
            var trailers = http.Call("[method]future-trailers.get", Lend(future)).AsOption()!.Value.AsResult().Value!.Value
                .AsResult().Value!.Value.AsOption()!.Value.AsResource();
            Assert.Null(http.Finish(outgoing, http.Call("[method]fields.clone", Lend(trailers)).AsResource()));
        });
        using var response = await guest.Handler.HandleAsync(
            new WasiHttpRequest("POST")
            {
                Body = new MemoryStream(Encoding.Latin1.GetBytes(new string('x', Size))), Trailers = () => [Field("X-End", "\xE9")],
            },
            Cancellation);
        Assert.Equal(["Set-Cookie: a", "set-cookie: b"], Lines(response.Headers));
        Assert.Empty(response.Trailers);
        using var received = new MemoryStream();
        await response.Body.CopyToAsync(received, Cancellation);
        await response.Completion;
        Assert.Equal(Size, received.Length);
        Assert.Equal(["X-End: \xE9"], Lines(response.Trailers));
    }

    [Fact]
    public async Task A_component_waits_for_whoever_reads_its_response()
    {
        using var guest = new HandlerGuest((http, _, outparam) => Endless(http, outparam));
        var response = await guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation);
        Assert.Equal('x', response.Body.ReadByte());
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation));
        Assert.False(response.Completion.IsCompleted);
        response.Dispose();
        await response.Completion.WaitAsync(Patience.Limit, Cancellation);
        using var next = await guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation);
        Assert.Equal(200, next.StatusCode);
    }

    [Fact]
    public async Task To_return_without_a_response_is_an_error_and_no_hang()
    {
        // wasmtime#10387.
        using var guest = new HandlerGuest((_, _, _) => { });
        var failure = await Assert.ThrowsAsync<WasiHttpException>(
            () => guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation));
        Assert.Equal("internal-error", failure.Code);
        using var dropping = new HandlerGuest((_, _, outparam) => outparam.Dispose());
        await Assert.ThrowsAsync<WasiHttpException>(() => dropping.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation));
    }

    [Fact]
    public async Task An_error_of_the_component_is_the_hosts_to_answer()
    {
        using var guest = new HandlerGuest((http, _, outparam) => http.Guest.Call(
            HttpGuest.Types, "[static]response-outparam.set", Give(outparam),
            ComponentValue.Error(ComponentValue.FromVariant("loop-detected"))));
        var failure = await Assert.ThrowsAsync<WasiHttpException>(
            () => guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation));
        Assert.Equal("loop-detected", failure.Code);
    }

    [Fact]
    public async Task To_answer_after_the_host_has_given_up_does_no_harm()
    {
        // wasmtime#10784.
        var hasGivenUp = new TaskCompletionSource();
        var end = new TaskCompletionSource<ComponentValue?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var guest = new HandlerGuest((http, _, outparam) =>
        {
            RawServer.Await(hasGivenUp.Task);
            var response = http.NewResponse(200);
            var body = http.Get("outgoing-response.body", response);
            http.Set(outparam, response);
            end.SetResult(http.Write(http.Get("outgoing-body.write", body), "late"));
        });
        using var cancellation = new CancellationTokenSource();
        var handled = guest.Handler.HandleAsync(new WasiHttpRequest("GET"), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handled);
        hasGivenUp.SetResult();
        var error = await end.Task.WaitAsync(Patience.Limit, Cancellation);
        Assert.Equal("closed", error!.Value.AsVariant().Label);
    }

    [Fact]
    public async Task A_trap_before_the_head_is_the_hosts_and_after_it_the_bodys()
    {
        // spin#3035.
        using var early = new HandlerGuest((_, _, _) => throw ComponentTrap.Because("early"));
        await Assert.ThrowsAsync<TrapException>(() => early.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation));
        using var late = new HandlerGuest((http, _, outparam) =>
        {
            var response = http.NewResponse(200);
            var body = http.Get("outgoing-response.body", response);
            http.Set(outparam, response);
            http.Write(http.Get("outgoing-body.write", body), "half");
            throw ComponentTrap.Because("late");
        });
        using var response = await late.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation);
        await Assert.ThrowsAsync<TrapException>(() => response.Completion);
        await Assert.ThrowsAsync<WasiHttpException>(() => response.Body.CopyToAsync(Stream.Null, Cancellation));
    }

    [Theory]
    [InlineData("hello worl")]
    [InlineData("hello world!")]
    public async Task A_body_that_has_not_its_length_is_broken_off(string text)
    {
        // wasmtime#11631, Viceroy#571.
        string? error = null;
        using var guest = new HandlerGuest((http, _, outparam) =>
        {
            var response = http.NewResponse(200, ("content-length", "11"));
            var body = http.Get("outgoing-response.body", response);
            http.Set(outparam, response);
            error = http.WriteBody(body, text);
        });
        using var response = await guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation);
        await Assert.ThrowsAsync<WasiHttpException>(() => response.Body.CopyToAsync(Stream.Null, Cancellation));
        await response.Completion;
        Assert.Equal("HTTP-response-body-size", error);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_broken_off_when_the_component_returns()
    {
        using var guest = new HandlerGuest((http, _, outparam) =>
        {
            var response = http.NewResponse(200);
            http.Get("outgoing-response.body", response);
            http.Set(outparam, response);
        });
        using var response = await guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation);
        var failure = await Assert.ThrowsAsync<WasiHttpException>(() => response.Body.CopyToAsync(Stream.Null, Cancellation));
        Assert.Equal("HTTP-response-incomplete", failure.Code);
    }

    [Fact]
    public async Task A_length_without_a_body_is_right_for_HEAD_only()
    {
        using var guest = new HandlerGuest((http, _, outparam) => http.Set(outparam, http.NewResponse(200, ("content-length", "5"))));
        using (var response = await guest.Handler.HandleAsync(new WasiHttpRequest("HEAD"), Cancellation))
        {
            Assert.Equal(["content-length: 5"], Lines(response.Headers));
            await response.Completion;
        }

        var failure = await Assert.ThrowsAsync<WasiHttpException>(
            () => guest.Handler.HandleAsync(new WasiHttpRequest("GET"), Cancellation));
        Assert.Equal("HTTP-response-body-size", failure.Code);
    }

    [Fact]
    public async Task Early_hints_go_ahead_of_the_response_where_the_host_can_send_them()
    {
        var sent = new List<string>();
        bool[] outcomes = [];
        using var guest = new HandlerGuest((http, _, outparam) =>
        {
            outcomes = [.. new ushort[] { 103, 100, 101, 99, 200 }.Select(status => !http.Call(
                "[method]response-outparam.send-informational", Lend(outparam), ComponentValue.FromU16(status),
                Give(http.NewFields(("link", "</a>")))).AsResult().IsError)];
            http.Set(outparam, http.NewResponse(200));
        });
        using var response = await guest.Handler.HandleAsync(
            new WasiHttpRequest("GET") { SendInformational = (status, headers) => sent.Add($"{status} {Lines(headers)[0]}") },
            Cancellation);
        await response.Completion;
        Assert.Equal([true, false, false, false, false], outcomes);
        Assert.Equal(["103 link: </a>"], sent);
    }

    [Fact]
    public async Task An_interrupted_component_ends_also_while_it_writes()
    {
        using var guest = new HandlerGuest((http, _, outparam) => Endless(http, outparam), isInterruptible: true);
        using var cancellation = new CancellationTokenSource();
        using var response = await guest.Handler.HandleAsync(new WasiHttpRequest("GET"), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response.Completion.WaitAsync(Patience.Limit, Cancellation));
    }

    [Theory]
    [InlineData("GET", "a b", "x")]
    [InlineData("GET", "a", "x\r\ny")]
    [InlineData("G T", "a", "x")]
    [InlineData("GET", "content-length", "+5")]
    public async Task What_is_no_HTTP_does_not_come_to_the_component(string method, string name, string value)
    {
        using var guest = new HandlerGuest((_, _, _) => { });
        await Assert.ThrowsAsync<ArgumentException>(
            () => guest.Handler.HandleAsync(new WasiHttpRequest(method) { Headers = [Field(name, value)] }, Cancellation));
    }

    private static void Endless(HttpGuest http, ComponentResource outparam)
    {
        var response = http.NewResponse(200);
        var body = http.Get("outgoing-response.body", response);
        http.Set(outparam, response);
        using (var stream = http.Get("outgoing-body.write", body))
        {
            while (http.Write(stream, "xxxx") is null)
            {
                // Until nobody reads.
            }
        }

        http.Finish(body);
    }

    private static KeyValuePair<string, byte[]> Field(string name, string value) => KeyValuePair.Create(name, Bytes(value));

    private static string[] Lines(IReadOnlyList<KeyValuePair<string, byte[]>> fields) =>
        [.. fields.Select(field => $"{field.Key}: {Encoding.Latin1.GetString(field.Value)}")];
}
