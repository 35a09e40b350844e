using System.Runtime.CompilerServices;

namespace Lanner.Tests.Api;

/// <summary>The pool of threads for guests, and calls on it.</summary>
public sealed class GuestSchedulerTests
{
    private const string Waiting = """
        (module
          (import "env" "wait" (func $wait))
          (func (export "run") (result i32) (call $wait) (i32.const 7))
          (func $down (export "down") (param i32) (result i32)
            (if (result i32) (local.get 0)
              (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
              (else (i32.const 0))))
          (func (export "loop") (loop $again (br $again))))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guest_that_waits_does_not_block_who_has_called_it()
    {
        using var gate = new ManualResetEventSlim();
        using var guest = new Guest(Waiting, linker => linker.Define("env", "wait", () => gate.Wait()));
        var run = guest.Get<Func<int>>("run");

        var call = guest.Store.RunAsync(run, cancellation: Token);

        Assert.False(call.IsCompleted);
        gate.Set();
        Assert.Equal(7, await call);
    }

    [Fact]
    public async Task No_more_threads_run_than_the_pool_has()
    {
        var scheduler = new GuestScheduler(maximumThreads: 3);
        var (running, most) = (0, 0);
        var counting = new Lock();
        using var gate = new SemaphoreSlim(0);

        var tasks = Enumerable.Range(0, 40).Select(_ => Task.Factory.StartNew(
            () =>
            {
                lock (counting)
                {
                    most = int.Max(most, ++running);
                }

                gate.Wait();
                lock (counting)
                {
                    running--;
                }
            },
            Token, TaskCreationOptions.None, scheduler)).ToArray();
        Assert.True(Patience.Until(() => Volatile.Read(ref running) == 3));
        gate.Release(tasks.Length);
        await Task.WhenAll(tasks);

        Assert.Equal(3, most);
        Assert.Equal(3, scheduler.MaximumConcurrencyLevel);
    }

    [Fact]
    public async Task Tasks_come_to_their_turn_in_the_order_in_which_they_came()
    {
        var scheduler = new GuestScheduler(maximumThreads: 1);
        var order = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Factory.StartNew(
            () => order.Add(number), Token, TaskCreationOptions.None, scheduler)));

        Assert.Equal(Enumerable.Range(0, 40), order);
    }

    [Fact]
    public async Task A_guest_that_runs_for_long_does_not_keep_others_from_their_turn()
    {
        var scheduler = new GuestScheduler(8, 1 << 20, width: 1);
        var isDone = false;

        var first = Task.Factory.StartNew(
            () => SpinWait.SpinUntil(() => Volatile.Read(ref isDone), TimeSpan.FromMinutes(1)), Token, TaskCreationOptions.None, scheduler);
        var second = Task.Factory.StartNew(() => Volatile.Write(ref isDone, true), Token, TaskCreationOptions.None, scheduler);
        await second;

        Assert.True(await first);
    }

    [Fact]
    public async Task A_guest_that_waits_leaves_its_turn_to_others()
    {
        var scheduler = new GuestScheduler(1000, 1 << 20, width: 1);
        using var engine = new Engine();
        var linker = new Linker(engine);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = 0;
        linker.DefineAsync("env", "wait", async () =>
        {
            Interlocked.Increment(ref waiting);
            await gate.Task;
        });
        using var module = Module.FromText(engine, Waiting);
        var stores = Enumerable.Range(0, 200).Select(_ => new Store(engine)).ToArray();

        var calls = stores.Select(store =>
        {
            var run = linker.Instantiate(store, module).GetFunction<Func<int>>("run");
            return store.RunAsync(run, scheduler, Token);
        }).ToArray();
        Assert.True(Patience.Until(() => Volatile.Read(ref waiting) == 200));
        gate.SetResult();

        Assert.All(await Task.WhenAll(calls), result => Assert.Equal(7, result));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task Each_of_many_tasks_runs_once_whatever_others_do()
    {
        var scheduler = new GuestScheduler(16, 1 << 20, width: 2);
        var runs = new int[2_000];

        await Task.WhenAll(Enumerable.Range(0, runs.Length).Select(async number =>
        {
            await Task.Yield();
            await Task.Factory.StartNew(
                () =>
                {
                    Interlocked.Increment(ref runs[number]);
                    if (number % 100 == 0)
                    {
                        // Longer than others wait for it.
                        Thread.Sleep(3);
                    }
                    else if (number % 7 == 0)
                    {
                        GuestScheduler.BeginWait();
                        Thread.Yield();
                        GuestScheduler.EndWait();
                    }
                },
                Token, TaskCreationOptions.None, scheduler);
        }));

        Assert.All(runs, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_thread_has_the_stack_that_was_asked_for()
    {
        using var guest = new Guest(Waiting, linker => linker.Define("env", "wait", () => { }));
        var down = guest.Get<Func<int, int>>("down");
        var (small, large) = (new GuestScheduler(1, 256 << 10), new GuestScheduler(1, 64 << 20));

        var trap = await Assert.ThrowsAsync<TrapException>(() => guest.Store.RunAsync(() => down(200_000), small, Token));

        Assert.Equal(TrapCode.StackExhausted, trap.Code);
        Assert.Equal(200_000, await guest.Store.RunAsync(() => down(200_000), large, Token));
    }

    [Fact]
    public async Task Cancellation_stops_the_guest_and_the_task_is_cancelled()
    {
        using var guest = new Guest(
            Waiting, linker => linker.Define("env", "wait", () => { }), new EngineOptions { Interruptible = true });
        using var source = new CancellationTokenSource();
        var loop = guest.Get<Action>("loop");

        var call = guest.Store.RunAsync(loop, cancellation: source.Token);
        await source.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task Cancellation_before_the_turn_keeps_the_guest_from_beginning()
    {
        using var gate = new ManualResetEventSlim();
        using var guest = new Guest(Waiting, linker => linker.Define("env", "wait", () => gate.Wait()));
        using var source = new CancellationTokenSource();
        var scheduler = new GuestScheduler(1);
        var run = guest.Get<Func<int>>("run");
        var first = guest.Store.RunAsync(run, scheduler, Token);
        var hasBegun = false;

        var second = guest.Store.RunAsync(() => hasBegun = true, scheduler, source.Token);
        await source.CancelAsync();
        gate.Set();

        Assert.Equal(7, await first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(hasBegun);
    }

    [Fact]
    public async Task A_task_that_a_thread_of_the_pool_waits_for_needs_no_other_thread()
    {
        var scheduler = new GuestScheduler(1);

        var outer = Task.Factory.StartNew(
            () =>
            {
                var inner = new Task<int>(() => 5);
                inner.RunSynchronously(scheduler);
                return inner.Result;
            },
            Token, TaskCreationOptions.None, scheduler);

        Assert.Equal(5, await outer);
    }

    [Fact]
    public async Task A_thread_without_work_keeps_nothing_of_its_last_task_alive()
    {
        var scheduler = new GuestScheduler(1);
        var thing = await Task.Run(() => Use(scheduler), Token);

        Assert.True(Patience.UntilCollected(() => !thing.IsAlive));
        Assert.True(await Task.Factory.StartNew(() => true, Token, TaskCreationOptions.None, scheduler));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Use(TaskScheduler scheduler)
        {
            var thing = new object();
            Task.Factory.StartNew(() => GC.KeepAlive(thing), Token, TaskCreationOptions.None, scheduler).Wait(Token);
            return new WeakReference(thing);
        }
    }

    [Theory]
    [InlineData(0, 1 << 20)]
    [InlineData(1, 1000)]
    public void Pools_that_are_too_small_are_refused(int threads, int stackSize) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuestScheduler(threads, stackSize));
}
