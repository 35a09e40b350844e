using System.Text;
using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:io/streams</c> and <c>wasi:io/error</c>.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly Preview2Guest _guest = new();
    private readonly ControlledStream _sender = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void Reading_gives_what_is_there_and_no_more_than_was_asked_for()
    {
        var input = Input();
        Assert.Equal("", Read(input, 10));
        _sender.Send("hello");
        Assert.Equal("hel", BlockingRead(input, 3));
        Assert.Equal("lo", Read(input, 10));
        Assert.Equal("", Read(input, 10));
    }

    [Fact]
    public void Reading_of_nothing_gives_nothing_until_the_stream_is_closed()
    {
        var input = Input();
        Assert.Equal("", Read(input, 0));
        Assert.Equal("", BlockingRead(input, 0));
        _sender.End();
        AssertClosed(_guest.Stream("input-stream.blocking-read", input, U64(1)));
        AssertClosed(_guest.Stream("input-stream.read", input, U64(0)));
        AssertClosed(_guest.Stream("input-stream.skip", input, U64(0)));
    }

    [Fact]
    public void A_blocking_read_waits()
    {
        var input = Input();
        using var timer = new Timer(_ => _sender.Send("late"), null, 20, Timeout.Infinite);
        Assert.Equal("late", BlockingRead(input, 10));
    }

    [Fact]
    public void Skipping_counts_bytes()
    {
        var input = Input();
        Assert.Equal(0ul, Number(_guest.Stream("input-stream.skip", input, U64(2))));
        _sender.Send("abcdef");
        Assert.Equal(2ul, Number(_guest.Stream("input-stream.blocking-skip", input, U64(2))));
        Assert.Equal(1ul, Number(_guest.Stream("input-stream.skip", input, U64(1))));
        Assert.Equal("def", Read(input, 10));
    }

    [Fact]
    public void A_failed_read_says_why_and_then_the_stream_is_closed()
    {
        var input = Input();
        _sender.Fail(new IOException("the cable is cut"));
        var (isError, value) = _guest.Stream("input-stream.blocking-read", input, U64(1));
        Assert.True(isError);
        Assert.Equal("last-operation-failed", value!.Value.AsVariant().Label);
        Assert.Equal("the cable is cut", _guest.DebugString(value.Value));
        AssertClosed(_guest.Stream("input-stream.read", input, U64(1)));
    }

    [Fact]
    public void What_is_read_at_once_is_bounded()
    {
        _sender.Send(new string('a', 100_000));
        Assert.Equal(AsynchronousInput.DefaultCapacity, BlockingRead(Input(), ulong.MaxValue).Length);
        using var guest = new Preview2Guest(new WasiContextBuilder { Input = WasiInput.FromBytes(new byte[2 << 20]) });
        var input = guest.Call("wasi:cli/stdin", "get-stdin")!.Value.AsResource();
        var read = guest.Stream("input-stream.read", input, U64(ulong.MaxValue)).Value!.Value;
        Assert.Equal(InputStream.MaximumRead, read.AsNumbers<byte>().Length);
    }

    [Fact]
    public void A_write_needs_a_permit_for_all_of_its_bytes()
    {
        var output = new HeldOutput();
        var stream = _guest.Output(output);
        Assert.Equal(8ul, Number(_guest.Stream("output-stream.check-write", stream)));
        AssertDone(_guest.Stream("output-stream.write", stream, Bytes("abc")));
        AssertDone(_guest.Stream("output-stream.write", stream, Bytes("defgh")));
        Assert.Throws<TrapException>(() => _guest.Stream("output-stream.write", stream, Bytes("i")));
        Assert.Equal("abcdefgh", Encoding.UTF8.GetString(output.Written.ToArray()));
    }

    [Fact]
    public void A_write_without_a_permit_traps() =>
        Assert.Throws<TrapException>(() => _guest.Stream("output-stream.write", _guest.Output(new HeldOutput()), Bytes("a")));

    [Fact]
    public void Nothing_is_permitted_while_a_write_is_under_way()
    {
        var output = new HeldOutput { Held = new TaskCompletionSource() };
        var stream = _guest.Output(output);
        var pollable = _guest.Subscribe("output-stream", stream);
        Assert.True(_guest.IsReady(pollable));
        _guest.Stream("output-stream.check-write", stream);
        AssertDone(_guest.Stream("output-stream.write", stream, Bytes("abc")));
        Assert.Equal(0ul, Number(_guest.Stream("output-stream.check-write", stream)));
        Assert.False(_guest.IsReady(pollable));
        output.Held.SetResult();
        Assert.Equal([0u], _guest.Poll(pollable));
        Assert.Equal(8ul, Number(_guest.Stream("output-stream.check-write", stream)));
    }

    [Fact]
    public void Nothing_is_permitted_until_a_flush_is_over()
    {
        var output = new HeldOutput { Held = new TaskCompletionSource() };
        var stream = _guest.Output(output);
        _guest.Stream("output-stream.check-write", stream);
        _guest.Stream("output-stream.write", stream, Bytes("abc"));
        AssertDone(_guest.Stream("output-stream.flush", stream));
        Assert.Equal(0ul, Number(_guest.Stream("output-stream.check-write", stream)));
        using var timer = new Timer(_ => output.Held.SetResult(), null, 20, Timeout.Infinite);
        AssertDone(_guest.Stream("output-stream.blocking-flush", stream));
        Assert.Equal("abc", Encoding.UTF8.GetString(output.Written.ToArray()));
        Assert.InRange(output.Flushes, 1, 2);
    }

    [Fact]
    public void A_blocking_write_goes_on_beyond_the_permit()
    {
        var output = new HeldOutput();
        AssertDone(_guest.Stream("output-stream.blocking-write-and-flush", _guest.Output(output), Bytes("abcdefghijklmnopqrstuvwxyz")));
        Assert.Equal("abcdefghijklmnopqrstuvwxyz", Encoding.UTF8.GetString(output.Written.ToArray()));
        Assert.Equal(1, output.Flushes);
    }

    [Fact]
    public void A_blocking_write_may_be_of_more_than_4096_bytes()
    {
        var output = new HeldOutput();
        AssertDone(_guest.Stream("output-stream.blocking-write-and-flush", _guest.Output(output), Bytes(new string('a', 10_000))));
        Assert.Equal(10_000, output.Written.Length);
    }

    [Fact]
    public void Zeroes_are_written_like_bytes()
    {
        var output = new HeldOutput();
        var stream = _guest.Output(output);
        _guest.Stream("output-stream.check-write", stream);
        AssertDone(_guest.Stream("output-stream.write-zeroes", stream, U64(3)));
        AssertDone(_guest.Stream("output-stream.blocking-write-zeroes-and-flush", stream, U64(4000)));
        Assert.Equal(new byte[4003], output.Written.ToArray());
        Assert.Throws<TrapException>(() => _guest.Stream("output-stream.write-zeroes", stream, U64(ulong.MaxValue)));
    }

    [Fact]
    public void A_blocking_write_of_too_many_zeroes_traps() => Assert.Throws<TrapException>(
        () => _guest.Stream("output-stream.blocking-write-zeroes-and-flush", _guest.Output(new HeldOutput()), U64(4097)));

    [Fact]
    public void A_failed_write_says_why_and_then_the_stream_is_closed()
    {
        var output = new HeldOutput { Held = new TaskCompletionSource() };
        var stream = _guest.Output(output);
        output.Held.SetException(new IOException("nobody is there"));
        var (isError, value) = _guest.Stream("output-stream.blocking-write-and-flush", stream, Bytes("abc"));
        Assert.True(isError);
        Assert.Equal("nobody is there", _guest.DebugString(value!.Value));
        AssertClosed(_guest.Stream("output-stream.check-write", stream));
        AssertClosed(_guest.Stream("output-stream.write", stream, Bytes("")));
        AssertClosed(_guest.Stream("output-stream.flush", stream));
        AssertClosed(_guest.Stream("output-stream.blocking-flush", stream));
        Assert.True(_guest.IsReady(_guest.Subscribe("output-stream", stream)));
    }

    [Fact]
    public void A_write_that_nobody_takes_closes_the_stream()
    {
        var output = new HeldOutput { Held = new TaskCompletionSource() };
        var stream = _guest.Output(output);
        output.Held.SetException(new EndOfStreamException());
        AssertClosed(_guest.Stream("output-stream.blocking-write-and-flush", stream, Bytes("abc")));
        AssertClosed(_guest.Stream("output-stream.check-write", stream));
    }

    [Fact]
    public void Splicing_moves_what_is_there_and_permitted()
    {
        var (input, output) = (Input(), new HeldOutput());
        var stream = _guest.Output(output);
        Assert.Equal(0ul, Number(_guest.Stream("output-stream.splice", stream, ComponentValue.FromBorrow(input), U64(3))));
        _sender.Send("abcdefghijkl");
        Assert.Equal(3ul, Number(_guest.Stream("output-stream.blocking-splice", stream, ComponentValue.FromBorrow(input), U64(3))));
        Assert.Equal(8ul, Number(_guest.Stream("output-stream.splice", stream, ComponentValue.FromBorrow(input), U64(100))));
        Assert.Equal("abcdefghijk", Encoding.UTF8.GetString(output.Written.ToArray()));
        _sender.End();
        Assert.Equal("l", Read(input, 5));
        AssertClosed(_guest.Stream("output-stream.blocking-splice", stream, ComponentValue.FromBorrow(input), U64(3)));
        AssertDone(_guest.Stream("output-stream.flush", stream));
    }

    [Fact]
    public void A_dropped_stream_ends_what_is_behind_it()
    {
        var source = new PipeInput(_sender);
        var stream = _guest.Input(source);
        Assert.False(source.IsDisposed);
        stream.Dispose();
        Assert.True(source.IsDisposed);
        Assert.Equal(0, _guest.Context.Resources.Count);
    }

    [Fact]
    public void What_a_guest_leaves_behind_ends_with_its_context()
    {
        var source = new PipeInput(_sender);
        _guest.Input(source);
        _guest.Context.Dispose();
        Assert.True(source.IsDisposed);
    }

    private static ComponentValue U64(ulong value) => ComponentValue.FromU64(value);

    private static ComponentValue Bytes(string text) => ComponentValue.FromNumbers<byte>(Encoding.UTF8.GetBytes(text));

    private static ulong Number((bool IsError, ComponentValue? Value) result)
    {
        Assert.False(result.IsError);
        return result.Value!.Value.AsU64();
    }

    private static void AssertDone((bool IsError, ComponentValue? Value) result) => Assert.False(result.IsError);

    private static void AssertClosed((bool IsError, ComponentValue? Value) result)
    {
        Assert.True(result.IsError);
        Assert.Equal("closed", result.Value!.Value.AsVariant().Label);
    }

    private ComponentResource Input() => _guest.Input(new PipeInput(_sender));

    private string Read(ComponentResource input, ulong length) => Text(_guest.Stream("input-stream.read", input, U64(length)));

    private string BlockingRead(ComponentResource input, ulong length) =>
        Text(_guest.Stream("input-stream.blocking-read", input, U64(length)));

    private static string Text((bool IsError, ComponentValue? Value) result)
    {
        Assert.False(result.IsError);
        return Encoding.UTF8.GetString(result.Value!.Value.AsNumbers<byte>().Span);
    }
}
