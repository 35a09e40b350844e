using System.Collections.Concurrent;

namespace Lanner.Components.Tests;

/// <summary>The order in which tasks enter their instance, of which some need it for themselves and others wait for the end of
/// backpressure only. The command <c>tasks</c> of Lanner.Hunt looks for more.</summary>
public sealed class TurnTests : IDisposable
{
    /// <summary>Functions that wait for the host: <c>hold</c> has the instance to itself meanwhile, <c>stay</c> has not, and <c>close</c>
    /// has no task begin meanwhile.</summary>
    private const string Turns = """
        (component
          (import "wait" (func $wait async (param "n" u32) (result u32)))
          (core func $wait (canon lower (func $wait)))
          (core func $inc (canon backpressure.inc))
          (core func $dec (canon backpressure.dec))
          (core func $return (canon task.return (result u32)))
          (core module $M
            (import "" "wait" (func $wait (param i32) (result i32)))
            (import "" "inc" (func $inc))
            (import "" "dec" (func $dec))
            (import "" "return" (func $return (param i32)))
            (func (export "hold") (param i32) (result i32) (call $wait (local.get 0)))
            (func (export "stay") (param i32) (call $return (call $wait (local.get 0))))
            (func (export "close") (param i32)
              (local $result i32)
              (call $inc)
              (local.set $result (call $wait (local.get 0)))
              (call $dec)
              (call $return (local.get $result))))
          (core instance $m (instantiate $M (with "" (instance
            (export "wait" (func $wait)) (export "inc" (func $inc)) (export "dec" (func $dec)) (export "return" (func $return))))))
          (func (export "hold") async (param "n" u32) (result u32) (canon lift (core func $m "hold")))
          (func (export "stay") async (param "n" u32) (result u32) (canon lift (core func $m "stay") async))
          (func (export "close") async (param "n" u32) (result u32) (canon lift (core func $m "close") async)))
        """;

    private readonly Running _running = new();
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<ComponentValue?>> _waits = [];
    private readonly ComponentInstance _instance;

    public TurnTests()
    {
        _running.Linker.DefineAsync(null, "wait", (_, arguments, _) => new(
            _waits.GetOrAdd(arguments.Span[0].AsU32(), _ => new TaskCompletionSource<ComponentValue?>()).Task));
        _instance = _running.Instantiate(Turns);
    }

    public void Dispose() => _running.Dispose();

    [Fact]
    public async Task A_task_that_needs_the_instance_for_itself_is_in_nobodys_way_who_does_not()
    {
        var first = Call("hold", 1);
        await Waits(1);
        var gate = Call("close", 2);
        await Waits(2);
        var second = Call("hold", 3);
        var beside = Call("stay", 4);

        End(2);
        await gate;
        await Waits(4);
        End(4);

        Assert.Equal(40u, await beside);
        Assert.False(first.IsCompleted || second.IsCompleted);
        End(1);
        Assert.Equal(10u, await first);
        await Waits(3);
        End(3);
        Assert.Equal(30u, await second);
    }

    [Fact]
    public async Task All_that_wait_for_the_end_of_backpressure_begin_though_the_first_of_them_waits_again()
    {
        var gate = Call("close", 1);
        await Waits(1);
        var calls = Enumerable.Range(2, 5).Select(n => Call("stay", (uint)n)).ToArray();
        End(1);
        await gate;
        for (var n = 6u; n >= 2; n--)
        {
            await Waits(n);
            End(n);
        }

        var results = await Task.WhenAll(calls);
        Assert.Equal([20u, 30u, 40u, 50u, 60u], results);
    }

    private async Task<uint> Call(string function, uint n)
    {
        var result = await _instance.GetFunction(function).CallAsync(
            new[] { ComponentValue.FromU32(n) }, cancellation: TestContext.Current.CancellationToken);
        return result!.Value.AsU32();
    }

    private void End(uint n) => _waits[n].SetResult(ComponentValue.FromU32(n * 10));

    private async Task Waits(uint n)
    {
        await Task.Yield();
        Assert.True(Patience.Until(() => _waits.ContainsKey(n)), $"{n} did not begin");
    }
}
