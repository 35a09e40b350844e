using System.Runtime.CompilerServices;

namespace Lanner.Tests.Api;

/// <summary>The lists of guests that wait.</summary>
public sealed class GuestWaitTests
{
    private const string Text = """
        (module
          (import "env" "wait" (func $wait))
          (memory (export "memory") 1 1 shared)
          (func (export "run") (call $wait))
          (func (export "sleep") (result i32) (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_for_an_async_function_is_listed_with_its_names_and_its_beginning()
    {
        var gate = new TaskCompletionSource();
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "wait", () => gate.Task));
        var before = DateTimeOffset.UtcNow;
        Assert.Empty(guest.Store.GetWaits());

        var call = guest.Store.RunAsync(guest.Get<Action>("run"), cancellation: Token);
        Assert.True(Patience.Until(() => guest.Store.GetWaits().Count > 0));

        var wait = Assert.Single(guest.Store.GetWaits());
        Assert.Equal("env.wait", wait.Function);
        Assert.Same(guest.Store, wait.Store);
        Assert.InRange(wait.Since, before, DateTimeOffset.UtcNow);
        Assert.Contains(wait, GuestWait.GetAll());
        gate.SetResult();
        await call;
        Assert.Empty(guest.Store.GetWaits());
        Assert.DoesNotContain(wait, GuestWait.GetAll());
    }

    [Fact]
    public void A_guest_that_waits_in_calls_within_each_other_is_listed_for_each()
    {
        IReadOnlyList<GuestWait> waits = [];
        using var guest = new Guest(Text, linker => linker.DefineAsync("env", "wait", async (Caller caller) =>
        {
            await Task.Yield();
            waits = caller.Store.GetWaits();
            if (waits.Count < 3)
            {
                caller.GetFunction<Action>("run")();
            }
        }));

        guest.Get<Action>("run")();

        Assert.Equal(["env.wait", "env.wait", "env.wait"], waits.Select(wait => wait.Function));
        Assert.Equal(waits.OrderBy(wait => wait.Since), waits);
    }

    [Fact]
    public async Task A_thread_that_sleeps_until_another_wakes_it_is_listed()
    {
        using var guest = new Guest(
            Text, linker => linker.Define("env", "wait", () => { }), new EngineOptions { Features = WasmFeatures.All });
        using var other = guest.Store.CreateForThread();

        var call = guest.Store.RunAsync(guest.Get<Func<int>>("sleep"), cancellation: Token);
        Assert.True(Patience.Until(() => guest.Store.GetWaits().Count > 0));

        Assert.Equal("memory.atomic.wait", Assert.Single(guest.Store.GetWaits()).Function);
        var linker = new Linker(guest.Engine);
        linker.Define("env", "memory", guest.Instance.FindMemory("memory")!);
        using var waker = Module.FromText(
            guest.Engine,
            """
            (module
              (import "env" "memory" (memory 1 1 shared))
              (func (export "wake") (result i32) (memory.atomic.notify (i32.const 0) (i32.const 1))))
            """);
        Assert.Equal(1, linker.Instantiate(other, waker).GetFunction("wake").Invoke()[0].AsInt32());
        Assert.Equal(0, await call);
        Assert.Empty(guest.Store.GetWaits());
    }

    [Fact]
    public void Host_functions_that_block_tell_of_it_themselves()
    {
        IReadOnlyList<GuestWait> waits = [];
        using var guest = new Guest(Text, linker => linker.Define("env", "wait", (Caller caller) =>
        {
            using (caller.Store.ReportWait("a lock of mine"))
            {
                waits = caller.Store.GetWaits();
            }
        }));

        guest.Get<Action>("run")();

        Assert.Equal("a lock of mine", Assert.Single(waits).Function);
        Assert.Empty(guest.Store.GetWaits());
    }

    [Fact]
    public void A_wait_ends_once_and_takes_no_other_with_it()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var first = store.ReportWait("first");
        using var second = store.ReportWait("second");

        first.Dispose();
        first.Dispose();

        Assert.Equal("second", Assert.Single(store.GetWaits()).Function);
    }

    [Fact]
    public void A_wait_that_nobody_ends_keeps_no_store_alive()
    {
        using var engine = new Engine();
        var store = Forget(engine);

        Assert.True(Patience.UntilCollected(() => !store.IsAlive));
        Assert.DoesNotContain(GuestWait.GetAll(), wait => wait.Function == "forgotten");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget(Engine engine)
    {
        var store = new Store(engine);
        store.ReportWait("forgotten");
        return new WeakReference(store);
    }
}
