namespace Lanner.Components.Tests;

/// <summary>Guests that wait with their stacks, and hand control from one to another without the host between them.</summary>
public sealed class HandOverTests : IDisposable
{
    /// <summary><c>turn</c> lets others run again and again, until it is cancelled; <c>answer</c> does not wait, and <c>step</c> waits once
    /// without its stack.</summary>
    private const string Turning = """
        (component
          (core func $yield (canon thread.yield cancellable))
          (core func $cancel (canon task.cancel))
          (core func $return (canon task.return (result u32)))
          (core module $M
            (import "" "yield" (func $yield (result i32)))
            (import "" "cancel" (func $cancel))
            (import "" "return" (func $return (param i32)))
            (func (export "turn")
              (loop $again (br_if $again (i32.eqz (call $yield))))
              (call $cancel))
            (func (export "answer") (call $return (i32.const 42)))
            (func (export "step") (result i32) (i32.const 1))
            (func (export "stepped") (param i32 i32 i32) (result i32) (call $return (i32.const 43)) (i32.const 0)))
          (core instance $m (instantiate $M (with "" (instance
            (export "yield" (func $yield)) (export "cancel" (func $cancel)) (export "return" (func $return))))))
          (func (export "turn") async (result u32) (canon lift (core func $m "turn") async))
          (func (export "answer") async (result u32) (canon lift (core func $m "answer") async))
          (func (export "step") async (result u32) (canon lift (core func $m "step") async (callback (core func $m "stepped")))))
        """;

    private readonly Running _running = new();
    private readonly ComponentInstance _instance;

    public HandOverTests() => _instance = _running.Instantiate(Turning);

    public void Dispose() => _running.Dispose();

    [Fact]
    public async Task Guests_that_take_turns_for_ever_leave_others_theirs()
    {
        using var source = new CancellationTokenSource();
        var turns = Enumerable.Range(0, 3).Select(_ => Call("turn", source.Token)).ToArray();
        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(42u, await Call("answer", TestContext.Current.CancellationToken));
            Assert.Equal(43u, await Call("step", TestContext.Current.CancellationToken));
        }

        Assert.All(turns, turn => Assert.False(turn.IsCompleted));
        await source.CancelAsync();
        foreach (var turn in turns)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
        }

        Assert.Equal(42u, await Call("answer", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_store_is_disposed_of_while_guests_take_turns()
    {
        var turns = Enumerable.Range(0, 3).Select(_ => Call("turn", TestContext.Current.CancellationToken)).ToArray();
        Assert.Equal(42u, await Call("answer", TestContext.Current.CancellationToken));

        _running.Dispose();

        foreach (var turn in turns)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => turn);
        }
    }

    private async Task<uint> Call(string function, CancellationToken cancellation) =>
        (await _instance.GetFunction(function).CallAsync(default, cancellation: cancellation))!.Value.AsU32();
}
