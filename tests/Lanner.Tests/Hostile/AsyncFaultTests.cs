using System.Runtime.CompilerServices;

namespace Lanner.Tests.Hostile;

/// <summary>Async host functions that do what they should not, and guests that are stopped while they wait.</summary>
public sealed class AsyncFaultTests
{
    private const string Text = """
        (module
          (import "env" "f" (func $f))
          (memory (export "memory") 1)
          (func (export "run") (call $f))
          (func (export "spin") (loop $again (br $again)))
          (func (export "wait-then-spin") (call $f) (loop $again (br $again)))
          (func (export "nothing")))
        """;

    private static readonly EngineOptions Interruptible = new() { Interruptible = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_function_that_returns_no_task_ends_the_guest()
    {
        using var guest = Make((Func<Task>)(() => null!));

        var error = Assert.Throws<InvalidOperationException>(guest.Get<Action>("run"));

        Assert.Equal("The async host function env.f has returned no task.", error.Message);
        AssertUnused(guest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exception_reaches_the_embedder_as_it_is(bool isAfterAwait)
    {
        var thrown = new FormatException("mine");
        using var guest = Make(isAfterAwait
            ? async () =>
            {
                await Task.Delay(1, Token);
                throw thrown;
            }
            : (Func<Task>)(() => throw thrown));

        Assert.Same(thrown, Assert.Throws<FormatException>(guest.Get<Action>("run")));
        Assert.Single(WasmBacktrace.Of(thrown));
        AssertUnused(guest);
    }

    [Fact]
    public void A_callback_must_return_what_its_type_says()
    {
        var type = FunctionType.Create([], [WasmValueType.I32]);
        AssertRefused([], $"The async host function env.f has returned 0 results, where its type {type} has 1.");
        AssertRefused(null!, "has returned 0 results");
        AssertRefused([1L], "that is not a value of type i32");

        void AssertRefused(Value[] values, string message)
        {
            using var guest = new Guest(
                "(module (import \"env\" \"f\" (func $f (result i32))) (func (export \"run\") (result i32) (call $f)))",
                linker => linker.DefineAsync("env", "f", type, async (_, _, _) =>
                {
                    await Task.Yield();
                    return values;
                }));
            Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => guest.Invoke("run")).Message);
        }
    }

    /// <summary>An <c>async void</c> method has no task to carry its exception.</summary>
    [Fact]
    public void An_exception_that_no_task_carries_ends_the_wait_and_reaches_the_embedder()
    {
        using var guest = Make((Func<Task>)(() =>
        {
            SynchronizationContext.Current!.Post(static _ => throw new FormatException("posted"), null);
            return new TaskCompletionSource().Task;
        }));

        Assert.Equal("posted", Assert.Throws<FormatException>(guest.Get<Action>("run")).Message);
        AssertUnused(guest);
    }

    [Fact]
    public void Continuations_that_race_run_one_after_the_other()
    {
        const int Count = 2000;
        var (running, most, done) = (0, 0, 0);
        using var guest = Make((Func<Task>)(async () => await Task.WhenAll(Enumerable.Range(0, Count).Select(Step))));

        guest.Get<Action>("run")();

        Assert.Equal((1, Count), (most, done));

        async Task Step(int _)
        {
            await Task.Run(static () => { }, Token);
            most = int.Max(most, Interlocked.Increment(ref running));
            done++;
            Interlocked.Decrement(ref running);
        }
    }

    [Fact]
    public async Task Other_threads_send_to_the_thread_of_the_guest()
    {
        var threads = new List<int>();
        using var guest = Make((Func<Task>)(async () =>
        {
            var context = SynchronizationContext.Current!;
            threads.Add(Environment.CurrentManagedThreadId);
            await Task.Run(() => context.Send(_ => threads.Add(Environment.CurrentManagedThreadId), null), Token);
            context.Send(_ => threads.Add(Environment.CurrentManagedThreadId), null);
        }));

        await guest.Store.RunAsync(guest.Get<Action>("run"), new GuestScheduler(1), Token);

        Assert.Equal(3, threads.Count);
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task What_a_function_leaves_running_goes_on_on_the_thread_pool()
    {
        var left = new TaskCompletionSource<bool>();
        var gate = new TaskCompletionSource();
        using var guest = Make((Func<Task>)(() =>
        {
            _ = Leave();
            return Task.CompletedTask;
        }));

        await Task.Run(guest.Get<Action>("run"), Token);
        gate.SetResult();

        Assert.True(await left.Task.WaitAsync(Patience.Limit, Token));

        async Task Leave()
        {
            await gate.Task;
            left.SetResult(Thread.CurrentThread.IsThreadPoolThread && SynchronizationContext.Current is null);
        }
    }

    [Fact]
    public async Task A_store_is_in_use_while_its_guest_waits()
    {
        var gate = new TaskCompletionSource();
        using var guest = Make((Func<Task>)(() => gate.Task));

        var call = guest.Instance.GetFunction("run").InvokeAsync(default, cancellation: Token);
        Assert.True(Patience.Until(() => guest.Store.GetWaits().Count == 1));

        var used = Assert.Throws<InvalidOperationException>(() => guest.Invoke("nothing"));
        var disposed = Assert.Throws<InvalidOperationException>(guest.Store.Dispose);
        Assert.Equal("The store is in use on another thread.", used.Message);
        Assert.Equal("The store is in use on another thread.", disposed.Message);
        gate.SetResult();
        await call;
        guest.Invoke("nothing");
    }

    [Fact]
    public void A_store_cannot_be_disposed_of_after_an_await_of_its_guest()
    {
        using var guest = Make(async (Caller caller) =>
        {
            await Task.Yield();
            caller.Store.Dispose();
        });

        Assert.Equal("A guest of the store is running.", Assert.Throws<InvalidOperationException>(guest.Get<Action>("run")).Message);
        AssertUnused(guest);
    }

    [Fact]
    public void An_interrupted_wait_cancels_the_token_of_the_function_and_the_guest_traps()
    {
        var isCancelled = false;
        using var guest = Make(async (CancellationToken cancellation) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                isCancelled = cancellation.IsCancellationRequested;
            }
        });
        InterruptWhenItWaits(guest);

        var trap = Assert.Throws<TrapException>(guest.Get<Action>("run"));

        Assert.Equal(TrapCode.Interrupted, trap.Code);
        Assert.True(isCancelled);
        AssertUnused(guest);
    }

    [Fact]
    public void A_function_that_returns_when_it_is_interrupted_lets_the_guest_trap_at_its_next_step()
    {
        var isCancelled = false;
        using var guest = Make(async (CancellationToken cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
            isCancelled = true;
        });
        InterruptWhenItWaits(guest);

        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(guest.Get<Action>("wait-then-spin")).Code);
        Assert.True(isCancelled);
        AssertUnused(guest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_function_that_does_not_end_is_left_to_itself(bool hasToken)
    {
        var gate = new TaskCompletionSource();
        var end = new TaskCompletionSource<bool>();
        using var guest = Make(hasToken ? (CancellationToken _) => Stubborn() : (Delegate)Stubborn);
        InterruptWhenItWaits(guest);

        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(guest.Get<Action>("run")).Code);
        AssertUnused(guest);
        gate.SetResult();

        Assert.True(await end.Task.WaitAsync(Patience.Limit, Token));

        async Task Stubborn()
        {
            await gate.Task;
            end.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            throw new FormatException("too late");
        }
    }

    [Fact]
    public void What_an_abandoned_function_throws_is_observed()
    {
        var unobserved = 0;
        var gate = new TaskCompletionSource();
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            var task = Abandon(gate);
            gate.SetResult();

            Assert.True(Patience.UntilCollected(() => !task.IsAlive));
            Assert.Equal(0, unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        void Count(object? sender, UnobservedTaskExceptionEventArgs e) =>
            unobserved += e.Exception.InnerException is NotFiniteNumberException ? 1 : 0;
    }

    /// <summary>A function that has always something to do next.</summary>
    [Fact]
    public void A_function_that_yields_for_ever_is_left_too()
    {
        var isOver = false;
        using var guest = Make((Func<Task>)(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                await Task.Yield();
            }
        }));
        InterruptWhenItWaits(guest);

        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(guest.Get<Action>("run")).Code);
        Volatile.Write(ref isOver, true);
        AssertUnused(guest);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_other_stores_go_on()
    {
        var gate = new TaskCompletionSource();
        using var first = Make((CancellationToken cancellation) => gate.Task.WaitAsync(cancellation));
        using var second = Make((CancellationToken cancellation) => gate.Task.WaitAsync(cancellation));
        using var source = new CancellationTokenSource();
        var cancelled = first.Instance.GetFunction("run").InvokeAsync(default, null, source.Token);
        var other = second.Instance.GetFunction("run").InvokeAsync(default, null, Token);
        Assert.True(Patience.Until(() => first.Store.GetWaits().Count == 1));

        await source.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.IsType<TrapException>(error.InnerException);
        Assert.True(cancelled.IsCanceled);
        Assert.False(other.IsCompleted);
        first.Invoke("nothing");
        gate.SetResult();
        await other;
    }

    [Fact]
    public void A_deadline_passes_while_the_guest_waits()
    {
        using var guest = Make(
            (CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation),
            new StoreLimits { CallTime = TimeSpan.FromMilliseconds(50) });

        var trap = Assert.Throws<TrapException>(guest.Get<Action>("run"));

        Assert.Equal(TrapCode.DeadlinePassed, trap.Code);
        Assert.Equal(ResourceKind.Time, trap.Limit!.Kind);
        AssertUnused(guest);
    }

    [Fact]
    public void The_clock_can_stand_still_while_the_guest_waits_and_goes_on_when_it_runs()
    {
        var limits = new StoreLimits { CallTime = TimeSpan.FromSeconds(1), CallTimeIncludesWaiting = false };
        using var guest = Make((CancellationToken cancellation) => Task.Delay(2000, cancellation), limits);

        // It waits for longer than it may run. Its thread may have to wait for a processor, which is no waiting: hence the attempts.
        Assert.True(Patience.Until(() =>
        {
            try
            {
                guest.Get<Action>("run")();
                return true;
            }
            catch (TrapException)
            {
                return false;
            }
        }));
        Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(guest.Get<Action>("wait-then-spin")).Code);
    }

    [Fact]
    public void Time_given_by_the_embedder_includes_waiting_whatever_the_limits_say()
    {
        using var guest = Make(
            (CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation),
            new StoreLimits { CallTime = TimeSpan.FromHours(1), CallTimeIncludesWaiting = false });

        using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(50)))
        {
            Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(guest.Get<Action>("run")).Code);
        }
    }

    /// <summary>The function looks at its token itself, and begins nothing then.</summary>
    [Fact]
    public void A_function_that_is_cancelled_before_it_has_a_task_ends_as_one_that_waits()
    {
        using var guest = Make(
            (Func<CancellationToken, Task>)(cancellation =>
            {
                cancellation.WaitHandle.WaitOne(Patience.Limit);
                cancellation.ThrowIfCancellationRequested();
                return Task.CompletedTask;
            }),
            new StoreLimits { CallTime = TimeSpan.FromMilliseconds(50) });

        var trap = Assert.Throws<TrapException>(guest.Get<Action>("run"));

        Assert.Equal(TrapCode.DeadlinePassed, trap.Code);
        Assert.NotNull(trap.Limit);
        AssertUnused(guest);
    }

    /// <summary>It does not get into the later call.</summary>
    [Fact]
    public async Task What_a_function_leaves_running_after_a_wait_runs_on_the_thread_pool_also_while_another_waits()
    {
        var left = new TaskCompletionSource();
        var isOnPool = new TaskCompletionSource<bool>();
        var calls = 0;
        using var guest = Make((Func<Task>)(async () =>
        {
            if (calls++ == 0)
            {
                _ = Leave();
                await Task.Yield();
                return;
            }

            left.SetResult();
            await isOnPool.Task;
        }));
        await guest.Store.RunAsync(guest.Get<Action>("run"), cancellation: TestContext.Current.CancellationToken);
        await guest.Store.RunAsync(guest.Get<Action>("run"), cancellation: TestContext.Current.CancellationToken);
        Assert.True(await isOnPool.Task);

        async Task Leave()
        {
            await left.Task;
            isOnPool.SetResult(Thread.CurrentThread.IsThreadPoolThread);
        }
    }

    [Fact]
    public void Endless_calls_within_calls_end_with_the_stack()
    {
        using var guest = Make(async (Caller caller) =>
        {
            await Task.Yield();
            caller.GetFunction<Action>("run")();
        });

        Assert.Equal(TrapCode.StackExhausted, Assert.Throws<TrapException>(guest.Get<Action>("run")).Code);
        AssertUnused(guest);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Abandon(TaskCompletionSource gate)
    {
        WeakReference? reference = null;
        using var guest = Make((Func<Task>)(() =>
        {
            var task = Late();
            reference = new WeakReference(task);
            return task;
        }));
        InterruptWhenItWaits(guest);
        Assert.Throws<TrapException>(guest.Get<Action>("run"));
        return reference!;

        async Task Late()
        {
            await gate.Task.ConfigureAwait(false);
            throw new NotFiniteNumberException();
        }
    }

    private static Guest Make(Delegate function, StoreLimits? limits = null) =>
        new(Text, linker => linker.DefineAsync("env", "f", function), Interruptible, limits);

    private static void InterruptWhenItWaits(Guest guest) => new Thread(() =>
    {
        // Where nothing waits, the test sees that by what comes then.
        Patience.Until(() => guest.Store.GetWaits().Count > 0);
        guest.Store.Interrupt();
    }) { IsBackground = true }.Start();

    /// <summary>The call has left nothing behind: no context on the thread, no wait, and a store that can be used.</summary>
    private static void AssertUnused(Guest guest)
    {
        Assert.False(SynchronizationContext.Current?.GetType().Assembly == typeof(Engine).Assembly);
        Assert.Empty(guest.Store.GetWaits());
        guest.Invoke("nothing");
    }
}
