using System.Text;
using Lanner.Wasi.Tests.Preview2;

namespace Lanner.Wasi.Tests.Preview3;

/// <summary>The standard streams of guests of WASI 0.3, which are streams of the component model.</summary>
public sealed class StreamTests
{
    private const string Streams = """
        (import "wasi:cli/types@0.3.0" (instance $types
          (type $e (enum "io" "illegal-byte-sequence" "pipe")) (export "error-code" (type $error (eq $e)))))
        (alias export $types "error-code" (type $error))
        (import "wasi:cli/stdin@0.3.0" (instance $stdin
          (alias outer 1 $error (type $e)) (export "error-code" (type $error (eq $e)))
          (export "read-via-stream" (func (result (tuple (stream u8) (future (result (error $error)))))))))
        (import "wasi:cli/stdout@0.3.0" (instance $stdout
          (alias outer 1 $error (type $e)) (export "error-code" (type $error (eq $e)))
          (export "write-via-stream" (func (param "data" (stream u8)) (result (future (result (error $error))))))))
        (type $bytes (stream u8))
        (type $end (future (result (error $error))))
        (core func $input (canon lower (func $stdin "read-via-stream") (memory $mem)))
        (core func $output (canon lower (func $stdout "write-via-stream")))
        (core func $new (canon stream.new $bytes))
        (core func $read (canon stream.read $bytes (memory $mem)))
        (core func $write (canon stream.write $bytes (memory $mem)))
        (core func $close (canon stream.drop-writable $bytes))
        (core func $drop (canon stream.drop-readable $bytes))
        (core func $wait (canon future.read $end (memory $mem)))
        """;

    private const string Functions = """
        (export "input" (func $input)) (export "output" (func $output)) (export "new" (func $new)) (export "read" (func $read))
        (export "write" (func $write)) (export "close" (func $close)) (export "drop" (func $drop)) (export "wait" (func $wait))
        """;

    private const string Imports = """
        (import "f" "input" (func $input (param i32)))
        (import "f" "output" (func $output (param i32) (result i32)))
        (import "f" "new" (func $new (result i64)))
        (import "f" "read" (func $read (param i32 i32 i32) (result i32)))
        (import "f" "write" (func $write (param i32 i32 i32) (result i32)))
        (import "f" "close" (func $close (param i32)))
        (import "f" "drop" (func $drop (param i32)))
        (import "f" "wait" (func $wait (param i32 i32) (result i32)))
        """;

    /// <summary>Writes the bytes from 1024 on, and returns the result of the write.</summary>
    private const string Write = """
        (func $write-all (param $count i32) (result i32)
          (local $ends i64) (local $writable i32) (local $end i32) (local $left i32)
          (local.set $ends (call $new))
          (local.set $writable (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
          (local.set $end (call $output (i32.wrap_i64 (local.get $ends))))
          (local.set $left (local.get $count))
          (block (loop
            (br_if 1 (i32.eqz (local.get $left)))
            (local.set $left (i32.sub (local.get $left)
              (i32.shr_u (call $write (local.get $writable) (i32.const 1024) (local.get $left)) (i32.const 4))))
            (br 0)))
          (call $close (local.get $writable))
          (drop (call $wait (local.get $end) (i32.const 16)))
          (i32.load8_u (i32.const 16)))
        """;

    private static Task<int> RunAsync(WasiContextBuilder builder, string code) =>
        Program.RunAsync(builder, Streams, Functions, Imports + Write + code);

    [Fact]
    public async Task A_program_writes_what_it_reads()
    {
        var output = new CapturedOutput();
        var builder = new WasiContextBuilder { Input = WasiInput.FromText("hello"), Output = output };
        var exitCode = await RunAsync(builder, """
            (func (export "run") (result i32)
              (call $input (i32.const 32))
              (call $write-all (i32.shr_u (call $read (i32.load (i32.const 32)) (i32.const 1024) (i32.const 100)) (i32.const 4))))
            """);
        Assert.Equal((0, "hello"), (exitCode, output.Text));
    }

    [Fact]
    public async Task Nothing_is_read_before_the_guest_reads_and_no_more_than_it_wants()
    {
        using var input = new CountingStream(Encoding.ASCII.GetBytes("hello"));
        var builder = new WasiContextBuilder { Input = WasiInput.FromStream(input) };
        await RunAsync(builder, """
            (func (export "run") (result i32)
              (call $input (i32.const 32))
              (call $drop (i32.load (i32.const 32)))
              (call $wait (i32.load (i32.const 36)) (i32.const 16)))
            """);
        Assert.Equal(0, input.Reads);
        var output = new CapturedOutput();
        builder = new WasiContextBuilder { Input = WasiInput.FromText("hello"), Output = output };

        // What the first stream does not read is there for the second.
        var exitCode = await RunAsync(builder, """
            (func (export "run") (result i32)
              (call $input (i32.const 32))
              (drop (call $read (i32.load (i32.const 32)) (i32.const 1024) (i32.const 2)))
              (call $drop (i32.load (i32.const 32)))
              (call $input (i32.const 32))
              (call $write-all (i32.shr_u (call $read (i32.load (i32.const 32)) (i32.const 1024) (i32.const 100)) (i32.const 4))))
            """);
        Assert.Equal((0, "llo"), (exitCode, output.Text));
    }

    [Fact]
    public async Task Much_output_arrives_as_a_whole()
    {
        using var output = new CountingStream([]);
        var builder = new WasiContextBuilder { Output = WasiOutput.ToStream(output) };
        Assert.Equal(0, await RunAsync(builder, """
            (func (export "run") (result i32) (call $write-all (i32.const 1000000)))
            """));
        Assert.Equal(1_000_000, output.Written);
    }

    /// <summary>The host hands on a moment later, or before the guest waits: that fails here before the guest closes the stream.</summary>
    [Fact]
    public async Task Output_that_nobody_takes_is_an_error()
    {
        using var output = new BrokenStream();
        using var input = new ControlledStream();
        _ = output.HasFailed.Task.ContinueWith(_ => input.Send("x"), TaskScheduler.Default);
        var builder = new WasiContextBuilder { Input = WasiInput.FromStream(input), Output = WasiOutput.ToStream(output) };
        Assert.Equal(1, await RunAsync(builder, """
            (func (export "run") (result i32)
              (local $ends i64) (local $end i32)
              (local.set $ends (call $new))
              (local.set $end (call $output (i32.wrap_i64 (local.get $ends))))
              (drop (call $write (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))) (i32.const 1024) (i32.const 10)))
              (call $input (i32.const 32))
              (drop (call $read (i32.load (i32.const 32)) (i32.const 2048) (i32.const 1)))
              (call $close (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
              (drop (call $wait (local.get $end) (i32.const 16)))
              ;; An error: that of a pipe which nobody reads.
              (i32.and (i32.load8_u (i32.const 16)) (i32.eq (i32.load8_u (i32.const 17)) (i32.const 2))))
            """));
    }

    private sealed class CountingStream(byte[] content) : MemoryStream(content.Length > 0 ? content : new byte[2_000_000])
    {
        internal int Reads { get; private set; }

        internal int Written { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            return base.ReadAsync(buffer, cancellationToken);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written += buffer.Length;
            return default;
        }

        public override void Write(byte[] buffer, int offset, int count) => Written += count;
    }

    private sealed class BrokenStream : MemoryStream
    {
        internal TaskCompletionSource HasFailed { get; } = new();

        public override void Write(byte[] buffer, int offset, int count) => throw Fail();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw Fail();

        private IOException Fail()
        {
            HasFailed.TrySetResult();
            return new IOException("nobody reads");
        }
    }
}
