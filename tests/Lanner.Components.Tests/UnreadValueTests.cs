using Lanner.Components.Async;

namespace Lanner.Components.Tests;

/// <summary>Values of the host that no guest reads: nothing is made for a guest that does not ask, and what it owns of the host ends where
/// it comes too late.</summary>
public sealed class UnreadValueTests : IDisposable
{
    /// <summary>Drops futures and streams: <c>ignore</c> without a read, and the others with a read that they cancel.</summary>
    private const string Guest = """
        (component
          (import "r" (type $r (sub resource)))
          (type $future (future (own $r)))
          (type $stream (stream (own $r)))
          (core module $Memory (memory (export "mem") 1))
          (core instance $memory (instantiate $Memory))
          (core func $drop-future (canon future.drop-readable $future))
          (core func $read-future (canon future.read $future async (memory (core memory $memory "mem"))))
          (core func $cancel-future (canon future.cancel-read $future))
          (core func $drop-stream (canon stream.drop-readable $stream))
          (core func $read-stream (canon stream.read $stream async (memory (core memory $memory "mem"))))
          (core func $cancel-stream (canon stream.cancel-read $stream))
          (core module $M
            (import "" "drop-future" (func $drop-future (param i32)))
            (import "" "read-future" (func $read-future (param i32 i32) (result i32)))
            (import "" "cancel-future" (func $cancel-future (param i32) (result i32)))
            (import "" "drop-stream" (func $drop-stream (param i32)))
            (import "" "read-stream" (func $read-stream (param i32 i32 i32) (result i32)))
            (import "" "cancel-stream" (func $cancel-stream (param i32) (result i32)))
            (func (export "ignore") (param i32) (call $drop-future (local.get 0)))
            (func (export "future") (param i32)
              (drop (call $read-future (local.get 0) (i32.const 0)))
              (drop (call $cancel-future (local.get 0)))
              (call $drop-future (local.get 0)))
            (func (export "stream") (param i32)
              (drop (call $read-stream (local.get 0) (i32.const 0) (i32.const 8)))
              (drop (call $cancel-stream (local.get 0)))
              (call $drop-stream (local.get 0))))
          (core instance $m (instantiate $M (with "" (instance
            (export "drop-future" (func $drop-future)) (export "read-future" (func $read-future))
            (export "cancel-future" (func $cancel-future)) (export "drop-stream" (func $drop-stream))
            (export "read-stream" (func $read-stream)) (export "cancel-stream" (func $cancel-stream))))))
          (func (export "ignore") async (param "value" $future) (canon lift (core func $m "ignore")))
          (func (export "future") async (param "value" $future) (canon lift (core func $m "future")))
          (func (export "stream") async (param "value" $stream) (canon lift (core func $m "stream"))))
        """;

    private readonly Running _running = new();
    private readonly TaskCompletionSource<object> _dropped = new();
    private readonly HostResourceType _type;

    public UnreadValueTests()
    {
        _type = new HostResourceType("r", dropped => _dropped.TrySetResult(dropped));
        _running.Linker.DefineResource(null, "r", _type);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _running.Dispose();

    [Fact]
    public async Task What_no_guest_reads_does_not_begin()
    {
        var (hasBegun, ends) = (false, 0);
        var future = ComponentFuture.FromTask(
            _ =>
            {
                hasBegun = true;
                return Task.FromException<ComponentValue>(new FormatException());
            },
            () => ends++);
        await CallAsync("ignore", ComponentValue.FromFuture(future));
        Assert.Equal((false, 1), (hasBegun, ends));
    }

    [Fact]
    public async Task A_value_that_comes_too_late_is_dropped()
    {
        var gate = new TaskCompletionSource<ComponentValue>();
        var isCancelled = false;
        await CallAsync("future", ComponentValue.FromFuture(ComponentFuture.FromTask(async cancellation =>
        {
            await using var registration = cancellation.Register(() => isCancelled = true);
            return await gate.Task;
        })));
        Assert.True(isCancelled);
        gate.SetResult(ComponentValue.FromOwn(_type.Create("late")));
        Assert.Equal("late", await _dropped.Task.WaitAsync(Patience.Limit, Token));
    }

    [Fact]
    public async Task Values_of_a_stream_that_come_too_late_are_dropped()
    {
        var gate = new TaskCompletionSource<ComponentValue>();
        await CallAsync("stream", ComponentValue.FromStream(ComponentStream.FromValues(Values())));
        gate.SetResult(ComponentValue.FromOwn(_type.Create("late")));
        Assert.Equal("late", await _dropped.Task.WaitAsync(Patience.Limit, Token));

        async IAsyncEnumerable<ComponentValue> Values()
        {
            yield return await gate.Task;
        }
    }

    [Theory]
    [InlineData("option")]
    [InlineData("result")]
    [InlineData("variant")]
    [InlineData("record")]
    [InlineData("tuple")]
    [InlineData("list")]
    public void What_values_have_in_them_is_dropped_with_them(string kind)
    {
        var own = ComponentValue.FromOwn(_type.Create("inside"));
        UnreadValue.Drop(kind switch
        {
            "option" => ComponentValue.Some(own),
            "result" => ComponentValue.Ok(own),
            "variant" => ComponentValue.FromVariant("case", own),
            "record" => ComponentValue.FromRecord(("field", own)),
            "tuple" => ComponentValue.FromTuple(ComponentValue.FromU32(1), own),
            _ => ComponentValue.FromList(own),
        });
        Assert.True(_dropped.Task.IsCompleted);
    }

    private async Task CallAsync(string name, ComponentValue argument) =>
        await _running.Instantiate(Guest).GetFunction(name).CallAsync(new[] { argument }, cancellation: Token);
}
