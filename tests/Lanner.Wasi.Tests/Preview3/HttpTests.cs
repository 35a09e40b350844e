using Lanner.Wasi.Tests.Preview2;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>Messages of HTTP of guests of WASI 0.3.</summary>
public sealed class HttpTests
{
    /// <summary>Makes ten requests with a header of 20,000 bytes each, of which it keeps the headers, or drops them.</summary>
    [Theory]
    [InlineData("(drop)", true)]
    [InlineData("(call $drop-fields)", false)]
    public async Task Headers_that_outlive_their_message_count(string end, bool traps)
    {
        var builder = new WasiContextBuilder { MaximumResourceBytes = 256 << 10 };
        var run = HttpProgram.RunAsync(builder, "", $$"""
            (func (export "run") (result i32)
              (local $count i32) (local $fields i32) (local $request i32)
              (memory.fill (i32.const 65536) (i32.const 120) (i32.const 20000))
              (loop
                (local.set $fields (call $fields))
                (call $append (local.get $fields)
                  (i32.const 65536) (i32.const 1) (i32.const 65536) (i32.const 20000) (i32.const 16))
                (call $new (local.get $fields)
                  (i32.const 0) (i32.const 0) (call $low (call $new-trailers)) (i32.const 0) (i32.const 0) (i32.const 32))
                (local.set $request (i32.load (i32.const 32)))
                (call $headers (local.get $request))
                {{end}}
                (call $drop-request (local.get $request))
                (local.set $count (i32.add (local.get $count) (i32.const 1)))
                (br_if 0 (i32.lt_u (local.get $count) (i32.const 10))))
              (i32.const 0))
            """);
        if (traps)
        {
            Assert.Contains("MaximumResourceBytes", (await Assert.ThrowsAsync<TrapException>(() => run)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(0, await run);
        }
    }

    /// <summary>They go behind the chunks, which end with one of none.</summary>
    [Fact]
    public async Task Trailers_of_a_request_are_sent_behind_its_body()
    {
        var (head, body) = ("", "");
        using var server = new RawServer(async connection =>
        {
            head = await connection.ReadHeadAsync();
            body = await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        });
        Assert.Equal(0, await HttpProgram.RunAsync(
            new WasiContextBuilder().AllowHttp($"http://{server.Authority}"), server.Authority, """
            (data (i32.const 600) "x-sum")
            (data (i32.const 608) "42")
            (data (i32.const 616) "hello")
            (func (export "run") (result i32)
              (local $contents i64) (local $trailers i64) (local $fields i32) (local $status i32) (local $set i32)
              (local.set $contents (call $new-bytes))
              (local.set $trailers (call $new-trailers))
              (local.set $status (call $send-async
                (call $request (i32.const 1) (call $low (local.get $contents)) (call $low (local.get $trailers))) (i32.const 64)))
              (drop (call $write (call $high (local.get $contents)) (i32.const 616) (i32.const 5)))
              (call $close (call $high (local.get $contents)))

              ;; A result, an option, and the fields.
              (local.set $fields (call $fields))
              (call $append (local.get $fields) (i32.const 600) (i32.const 5) (i32.const 608) (i32.const 2) (i32.const 16))
              (i32.store8 (i32.const 132) (i32.const 1))
              (i32.store (i32.const 136) (local.get $fields))
              (drop (call $write-trailers (call $high (local.get $trailers)) (i32.const 128)))
              (local.set $set (call $new-set))
              (call $join (i32.shr_u (local.get $status) (i32.const 4)) (local.get $set))
              (loop
                (drop (call $wait (local.get $set) (i32.const 160)))
                ;; Until the subtask has returned.
                (br_if 0 (i32.ne (i32.load (i32.const 164)) (i32.const 2))))
              (i32.load8_u (i32.const 64)))
            """));
        Assert.Contains("transfer-encoding: chunked", head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("5\r\nhello\r\n0\r\nx-sum: 42\r\n\r\n", body);
    }

    /// <summary>Neither the resource nor its bytes are there for a guest that does not ask.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("""
        (if (call $read-trailers (i32.load (i32.const 100)) (i32.const 128)) (then (unreachable)))
        ;; A result, and an option in it.
        (if (i32.or (i32.load8_u (i32.const 128)) (i32.ne (i32.load8_u (i32.const 132)) (i32.const 1))) (then (unreachable)))
        (call $drop-fields (i32.load (i32.const 136)))
        """)]
    public async Task Trailers_that_come_in_hold_nothing_once_their_future_is_dropped(string read)
    {
        using var server = RawServer.Answering(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx-end: " + new string('x', 20_000) + "\r\n\r\n");
        var builder = new WasiContextBuilder { MaximumResources = 6, MaximumResourceBytes = 256 << 10 };
        Assert.Equal(0, await HttpProgram.RunAsync(builder.AllowHttp($"http://{server.Authority}"), server.Authority, $$"""
            (func (export "run") (result i32)
              (local $count i32)
              (loop
                (call $send (call $request (i32.const 0) (i32.const 0) (call $low (call $new-trailers))) (i32.const 64))
                (if (i32.load8_u (i32.const 64)) (then (unreachable)))
                (call $consume (i32.load (i32.const 68)) (call $low (call $new-end)) (i32.const 96))
                (loop
                  (br_if 0 (i32.ne (i32.const 1)
                    (i32.and (i32.const 15) (call $read (i32.load (i32.const 96)) (i32.const 1024) (i32.const 4096))))))
                {{read}}
                (call $drop-trailers (i32.load (i32.const 100)))
                (call $drop-bytes (i32.load (i32.const 96)))
                (local.set $count (i32.add (local.get $count) (i32.const 1)))
                (br_if 0 (i32.lt_u (local.get $count) (i32.const 10))))
              (i32.const 0))
            """));
    }
}
