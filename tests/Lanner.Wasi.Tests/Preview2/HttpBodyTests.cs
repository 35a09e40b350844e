using System.Diagnostics;
using Lanner.Components;
using Lanner.Wasi.Preview2.Http;
using static Lanner.Wasi.Tests.Preview2.HttpGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>Bodies of outgoing requests and their responses: lengths, ends, waiting, and what dropping handles does.</summary>
public sealed class HttpBodyTests
{
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData("hello worl")]
    [InlineData("hello world!")]
    public void A_body_that_has_not_its_length_is_an_error_here_and_broken_off_there(string text)
    {
        // wasmtime#11631, #13636.
        var seen = new TaskCompletionSource<string>();
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            seen.SetResult(await connection.ReadToEndAsync());
        });
        using var guest = HttpOutgoingTests.Granted(server);
        var request = guest.NewRequest(server.Authority, method: "post", headers: [("content-length", "11")]);
        var body = guest.Get("outgoing-request.body", request);
        var future = guest.Send(request).Future!;
        var stream = guest.Get("outgoing-body.write", body);
        var error = guest.Write(stream, text);
        Assert.Equal(text.Length > 11, error is not null);
        Assert.True(error is null || guest.HttpErrorCode(error.Value) == "HTTP-request-body-size");
        stream.Dispose();
        Assert.Equal("HTTP-request-body-size", guest.Finish(body));
        Assert.Equal("HTTP-request-body-size", guest.Await(future).Error);
        Assert.True(RawServer.Await(seen.Task).Replace("<reset>", "", StringComparison.Ordinal).Length < 11);
    }

    [Fact]
    public void A_body_that_is_dropped_without_its_end_is_broken_off()
    {
        var seen = new TaskCompletionSource<string>();
        using var server = new RawServer(async connection => seen.SetResult(await connection.ReadToEndAsync()));
        using var guest = HttpOutgoingTests.Granted(server);
        var request = guest.NewRequest(server.Authority, method: "post");
        var body = guest.Get("outgoing-request.body", request);
        var future = guest.Send(request).Future!;
        using (var stream = guest.Get("outgoing-body.write", body))
        {
            guest.Write(stream, "half");
        }

        body.Dispose();
        Assert.Equal("connection-terminated", guest.Await(future).Error);
        Assert.DoesNotContain("0\r\n\r\n", RawServer.Await(seen.Task), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_may_be_written_before_the_request_is_sent()
    {
        var seen = new TaskCompletionSource<string?>();
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            seen.SetResult(await connection.ReadUntilAsync("0\r\n\r\n"));
            await connection.SendAsync(Empty);
        });
        using var guest = HttpOutgoingTests.Granted(server);
        var request = guest.NewRequest(server.Authority, method: "post");
        Assert.Null(guest.WriteBody(guest.Get("outgoing-request.body", request), "early"));
        Assert.Equal(200, guest.Status(guest.Exchange(request).Response!));
        Assert.Equal("5\r\nearly\r\n0\r\n\r\n", RawServer.Await(seen.Task));
    }

    [Fact]
    public void Writing_nothing_does_not_end_a_body()
    {
        // wasmtime#12458.
        var seen = new TaskCompletionSource<string?>();
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            seen.SetResult(await connection.ReadUntilAsync("0\r\n\r\n"));
            await connection.SendAsync(Empty);
        });
        using var guest = HttpOutgoingTests.Granted(server);
        var request = guest.NewRequest(server.Authority, method: "post");
        var body = guest.Get("outgoing-request.body", request);
        var future = guest.Send(request).Future!;
        using (var stream = guest.Get("outgoing-body.write", body))
        {
            foreach (var text in (string[])["", "a", "", "b", ""])
            {
                Assert.Null(guest.Write(stream, text));
            }
        }

        Assert.Null(guest.Finish(body));
        Assert.Equal(200, guest.Status(guest.Await(future).Response!));
        Assert.Equal("ab", string.Concat(RawServer.Await(seen.Task)!.Split("\r\n").Where(line => line is "a" or "b" or "ab")));
    }

    [Fact]
    public void A_guest_that_writes_faster_than_its_peer_reads_waits()
    {
        // wasmtime#13086: the host's memory stays under a cap.
        var mayRead = new TaskCompletionSource();
        var received = 0;
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            await mayRead.Task;
            received = (await connection.ReadUntilAsync("0\r\n\r\n"))!.Length;
            await connection.SendAsync(Empty);
        });
        using var guest = HttpOutgoingTests.Granted(server);
        var request = guest.NewRequest(server.Authority, method: "post");
        var body = guest.Get("outgoing-request.body", request);
        var future = guest.Send(request).Future!;
        var stream = guest.Get("outgoing-body.write", body);
        var written = 0;
        while (true)
        {
            var pollable = guest.Guest.Subscribe("output-stream", stream);
            using var soon = guest.Guest.After(TimeSpan.FromSeconds(1));
            var isReady = guest.Guest.Poll(pollable, soon).Contains(0u);
            pollable.Dispose();
            if (!isReady)
            {
                break;
            }

            var permit = (int)guest.Guest.Stream("output-stream.check-write", stream).Value!.Value.AsU64();
            Assert.InRange(permit, 1, BodyPipe.Capacity);
            guest.Guest.Stream("output-stream.write", stream, ComponentValue.FromNumbers<byte>(new byte[permit]));
            written += permit;
            Assert.True(written < 64 << 20, "nobody reads, and still there is room");
        }

        mayRead.SetResult();
        stream.Dispose();
        Assert.Null(guest.Finish(body));
        Assert.Equal(200, guest.Status(guest.Await(future).Response!));
        Assert.True(received > written);
    }

    [Fact]
    public void A_peer_that_sends_faster_than_the_guest_reads_waits_and_nothing_is_lost()
    {
        const int Size = 8 << 20;
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n{new string('x', Size)}");
        });
        using var guest = HttpOutgoingTests.Granted(server);
        var response = guest.Exchange(guest.NewRequest(server.Authority)).Response!;
        var (text, error) = guest.ReadBody("incoming-response.consume", response);
        Assert.Null(error);
        Assert.Equal(Size, text.Length);
    }

    [Fact]
    public void To_drop_the_future_does_not_cut_what_the_guest_is_sending()
    {
        // wasmtime#14227, #7413.
        var seen = new TaskCompletionSource<string?>();
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            seen.SetResult(await connection.ReadUntilAsync("0\r\n\r\n"));
            await connection.SendAsync(Empty);
        });
        using var guest = HttpOutgoingTests.Granted(server);
        var request = guest.NewRequest(server.Authority, method: "post");
        var body = guest.Get("outgoing-request.body", request);
        guest.Send(request).Future!.Dispose();
        Assert.Null(guest.WriteBody(body, "all of it"));
        Assert.Contains("all of it", RawServer.Await(seen.Task), StringComparison.Ordinal);
    }

    [Fact]
    public void To_drop_the_response_does_not_cut_a_body_that_is_held()
    {
        // wasmtime#14227.
        using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        using var guest = HttpOutgoingTests.Granted(server);
        var future = guest.Send(guest.NewRequest(server.Authority)).Future!;
        var response = guest.Await(future).Response!;
        var body = guest.Get("incoming-response.consume", response);
        response.Dispose();
        future.Dispose();
        using var stream = guest.Get("incoming-body.stream", body);
        Assert.Equal(("hello", null), guest.ReadToEnd(stream));
    }

    [Fact]
    public void To_drop_a_future_closes_the_connection_of_a_request_without_a_body()
    {
        var (asked, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            asked.SetResult();
            await connection.ReadToEndAsync();
            closed.SetResult();
        });
        using var guest = HttpOutgoingTests.Granted(server);
        var future = guest.Send(guest.NewRequest(server.Authority)).Future!;
        RawServer.Await(asked.Task);
        future.Dispose();
        RawServer.Await(closed.Task);
    }

    [Fact]
    public void The_end_of_the_context_closes_all_connections()
    {
        var (asked, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            asked.SetResult();
            await connection.ReadToEndAsync();
            closed.SetResult();
        });
        using (var guest = HttpOutgoingTests.Granted(server))
        {
            guest.Send(guest.NewRequest(server.Authority));
            RawServer.Await(asked.Task);
        }

        RawServer.Await(closed.Task);
    }

    [Fact]
    public void The_time_of_the_first_byte_is_counted_once()
    {
        // wasmtime#8104.
        using var server = new RawServer(connection => connection.ReadToEndAsync());
        using var guest = HttpOutgoingTests.Granted(server);
        var options = Timeouts(guest, "first-byte-timeout", TimeSpan.FromMilliseconds(300));
        var start = Stopwatch.GetTimestamp();
        Assert.Equal("connection-read-timeout", guest.Exchange(guest.NewRequest(server.Authority), options).Error);
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public void The_time_between_bytes_is_that_of_a_body()
    {
        using var server = new RawServer(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            await connection.ReadToEndAsync();
        });
        using var guest = HttpOutgoingTests.Granted(server);
        var options = Timeouts(guest, "between-bytes-timeout", TimeSpan.FromMilliseconds(200));
        var response = guest.Exchange(guest.NewRequest(server.Authority), options).Response!;
        var (text, error) = guest.ReadBody("incoming-response.consume", response);
        Assert.Equal("half", text);
        Assert.Equal("connection-read-timeout", guest.HttpErrorCode(error!.Value));
    }

    [Fact]
    public void The_time_for_connecting_is_that_of_the_look_up_too()
    {
        using var guest = new HttpGuest(new WasiContextBuilder().AllowHttp("slow.example").UseResolver(async (_, _) =>
        {
            await Task.Delay(Patience.Limit, CancellationToken.None);
            return [];
        }));
        var options = Timeouts(guest, "connect-timeout", TimeSpan.FromMilliseconds(200));
        Assert.Equal("connection-timeout", guest.Exchange(guest.NewRequest("slow.example"), options).Error);
    }

    [Fact]
    public void An_interrupted_guest_does_not_wait_for_its_peer()
    {
        // spin#3538, extism#717.
        using var server = new RawServer(connection => connection.ReadToEndAsync());
        using var guest = new HttpGuest(new WasiContextBuilder().AllowHttp(server.Authority), isInterruptible: true);
        var future = guest.Send(guest.NewRequest(server.Authority)).Future!;
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.Throws<OperationCanceledException>(() => guest.Guest.Store.Run(() => guest.Await(future), end.Token));
    }

    private static ComponentResource Timeouts(HttpGuest guest, string name, TimeSpan time)
    {
        var options = guest.Call("[constructor]request-options").AsResource();
        Assert.True(guest.Try(
            $"request-options.set-{name}", options, ComponentValue.Some(ComponentValue.FromU64((ulong)time.Ticks * 100))));
        return options;
    }
}
