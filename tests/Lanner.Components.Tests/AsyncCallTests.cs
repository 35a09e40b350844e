namespace Lanner.Components.Tests;

/// <summary>Calls that leave the caller's thread free.</summary>
public sealed class AsyncCallTests
{
    private const string Text = """
        (component
          (import "wait" (func $wait))
          (core func $wait (canon lower (func $wait)))
          (core module $M
            (import "" "wait" (func $wait))
            (func (export "double") (param i32) (result i32) (call $wait) (i32.mul (local.get 0) (i32.const 2)))
            (func (export "loop") (loop $again (br $again))))
          (core instance $m (instantiate $M (with "" (instance (export "wait" (func $wait))))))
          (func (export "double") (param "n" u32) (result u32) (canon lift (core func $m "double")))
          (func (export "loop") (canon lift (core func $m "loop"))))
        """;

    [Fact]
    public async Task A_component_that_waits_does_not_block_who_has_called_it()
    {
        using var gate = new ManualResetEventSlim();
        using var engine = new Engine();
        using var store = new Store(engine);
        var function = Instantiate(store, gate.Wait).GetFunction("double");

        var call = function.CallAsync(new[] { ComponentValue.FromU32(21) }, cancellation: TestContext.Current.CancellationToken);

        Assert.False(call.IsCompleted);
        gate.Set();
        Assert.Equal(42u, (await call)!.Value.AsU32());
    }

    [Fact]
    public async Task Cancellation_stops_the_component()
    {
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var store = new Store(engine);
        using var source = new CancellationTokenSource();
        var call = Instantiate(store, () => { }).GetFunction("loop").CallAsync(default, cancellation: source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task Wrong_arguments_are_told_by_the_task()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var function = Instantiate(store, () => { }).GetFunction("double");

        await Assert.ThrowsAsync<ArgumentException>(() => function.CallAsync(default, cancellation: TestContext.Current.CancellationToken));
    }

    private static ComponentInstance Instantiate(Store store, Action wait)
    {
        var linker = new ComponentLinker(store.Engine);
        linker.Define("wait", (_, _) =>
        {
            wait();
            return null;
        });
        return linker.Instantiate(store, Component.FromText(store.Engine, Text));
    }
}
