using System.Diagnostics;

namespace Lanner.Hosting.Tests;

/// <summary>Limits and deadlines end calls, and the outcome says which.</summary>
public sealed class LimitTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guest_that_runs_for_too_long_is_stopped()
    {
        await using var catalog = Guests.Catalog(guest => guest.RunningTime = TimeSpan.FromMilliseconds(50));

        var failure = await Assert.ThrowsAsync<GuestCallException>(() => catalog.Get("guest").CallAsync("spin"));

        Assert.Equal(GuestOutcome.DeadlinePassed, failure.Outcome);
        Assert.Equal(TrapCode.DeadlinePassed, Assert.IsType<TrapException>(failure.InnerException).Code);
    }

    /// <summary>freeunit#325. On a busy machine a thread may wait for a processor, which counts: hence the attempts.</summary>
    [Fact]
    public async Task Waiting_is_no_running()
    {
        await using var catalog = Guests.Catalog(guest => guest.RunningTime = TimeSpan.FromMilliseconds(300));
        var pool = catalog.Get("guest");
        await pool.CallAsync("count");

        Exception? failure = null;
        for (var attempt = 0; attempt < 30 && (attempt == 0 || failure is not null); attempt++)
        {
            failure = await Record.ExceptionAsync(() => pool.SleepAsync(TimeSpan.FromSeconds(1)));
        }

        Assert.Null(failure);
    }

    /// <summary>wt#7847: never before its time.</summary>
    [Fact]
    public async Task A_guest_that_waits_is_stopped_when_the_time_of_the_call_has_passed_and_not_before()
    {
        await using var catalog = Guests.Catalog(guest => guest.CallTime = TimeSpan.FromMilliseconds(500));
        var pool = catalog.Get("guest");
        await pool.LoadAsync(Test);
        var start = Stopwatch.GetTimestamp();

        var failure = await Assert.ThrowsAsync<GuestCallException>(() => pool.SleepAsync(TimeSpan.FromHours(1)));

        Assert.Equal(GuestOutcome.DeadlinePassed, failure.Outcome);
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(500));
        Assert.True(Patience.Until(() => pool.InUse == 0));
    }

    [Fact]
    public async Task A_call_may_have_less_time_than_its_guest_but_not_more()
    {
        await using var catalog = Guests.Catalog(guest => guest.CallTime = TimeSpan.FromMinutes(1));
        var pool = catalog.Get("guest");
        await using var less = await pool.RentAsync(new GuestCall { CallTime = TimeSpan.FromSeconds(30) }, Test);
        await using var more = await pool.RentAsync(new GuestCall { CallTime = TimeSpan.FromHours(1) }, Test);

        Assert.InRange(less.TimeLeft, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(more.TimeLeft, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("trap", GuestOutcome.Trapped)]
    [InlineData("recurse", GuestOutcome.LimitPassed)]
    public async Task What_ends_a_guest_is_told_as_an_outcome(string function, GuestOutcome outcome)
    {
        await using var catalog = Guests.Catalog();

        Assert.Equal(outcome, (await Assert.ThrowsAsync<GuestCallException>(() => catalog.Get("guest").CallAsync(function))).Outcome);
    }

    [Fact]
    public async Task Fuel_is_for_each_call()
    {
        await using var catalog = Guests.Catalog(guest =>
        {
            guest.Fuel = 100;
            guest.Pool.Reuse = 1000;
        });
        var pool = catalog.Get("guest");
        for (var call = 1; call <= 100; call++)
        {
            Assert.Equal(call, await pool.CallAsync("count"));
        }

        var failure = await Assert.ThrowsAsync<GuestCallException>(() => pool.CallAsync("spin"));
        Assert.Equal(GuestOutcome.LimitPassed, failure.Outcome);
    }

    [Fact]
    public async Task Memory_is_bounded()
    {
        await using var catalog = Guests.Catalog(guest => guest.MemoryBytes = 1 << 20);

        Assert.Equal(-1, await catalog.Get("guest").CallAsync("grow"));
    }

    [Fact]
    public async Task A_response_that_is_too_long_ends_the_call()
    {
        await using var catalog = Guests.Catalog(guest => guest.ResponseBytes = 100);
        await using var lease = await catalog.Get("guest").RentAsync(new GuestCall { ResponseBytes = 1000 }, Test);

        lease.CountResponse(60);
        lease.CountResponse(40);
        var failure = Assert.Throws<GuestCallException>(() => lease.CountResponse(1));

        Assert.Equal(GuestOutcome.LimitPassed, lease.Fail(failure));
    }

    [Fact]
    public async Task Whoever_called_may_give_up()
    {
        await using var catalog = Guests.Catalog();
        var pool = catalog.Get("guest");
        using var source = new CancellationTokenSource();
        var call = pool.CallAsync("spin", cancellation: source.Token);
        Assert.True(Patience.Until(() => pool.InUse == 1));

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.True(Patience.Until(() => pool.InUse == 0));
    }

    [Fact]
    public async Task A_guest_is_interrupted_though_the_caller_forgets_the_token()
    {
        await using var catalog = Guests.Catalog(guest => guest.CallTime = TimeSpan.FromMilliseconds(100));

        var failure = await Assert.ThrowsAsync<GuestCallException>(() => catalog.Get("guest").CallAsync(
            lease => lease.Module!.GetFunction("spin").InvokeAsync(default, lease.Scheduler), cancellation: Test));

        Assert.Equal(GuestOutcome.DeadlinePassed, failure.Outcome);
    }

    /// <summary>The clock goes on after waits within waits.</summary>
    [Fact]
    public async Task A_guest_that_runs_for_too_long_after_it_has_waited_is_stopped()
    {
        await using var catalog = Guests.Catalog();
        var options = new GuestOptions
        {
            RunningTime = TimeSpan.FromMilliseconds(50),
            Source = Guests.Source("""
                (module (import "host" "wait" (func $wait)) (func (export "run") (call $wait) (loop $again (br $again))))
                """),
            ConfigureLinker = linker => linker.Define("host", "wait", (Caller caller) =>
            {
                using var outer = caller.Store.ReportWait("outer");
                using var inner = caller.Store.ReportWait("inner");
                Thread.Sleep(100);
            }),
        };

        var failure = await Assert.ThrowsAsync<GuestCallException>(() => catalog.Add("waiting", options).CallAsync("run"));

        Assert.Equal(GuestOutcome.DeadlinePassed, failure.Outcome);
    }

    /// <summary>Its start is a call like any other: the time of the call ends it.</summary>
    [Theory]
    [InlineData("(module (func $spin (loop $again (br $again))) (start $spin))")]
    [InlineData("(module (func (export \"_initialize\") (loop $again (br $again))))")]
    [InlineData("""
        (component
          (core module $Code (func $spin (loop $again (br $again))) (start $spin))
          (core instance $code (instantiate $Code)))
        """)]
    public async Task A_guest_that_spins_at_its_start_is_stopped(string text)
    {
        await using var catalog = Guests.Catalog(guest => guest.CallTime = TimeSpan.FromMilliseconds(100), text);
        var pool = catalog.Get("guest");

        var failure = await Assert.ThrowsAsync<GuestCallException>(() => pool.CallAsync("run"));

        Assert.Equal((GuestOutcome.DeadlinePassed, 0), (failure.Outcome, pool.InUse));
    }

    /// <summary>Somebody who gives up the lease while the guest runs frees no slot before the guest has stopped.</summary>
    [Fact]
    public async Task A_slot_is_free_when_the_guest_has_stopped()
    {
        var mayReturn = new ManualResetEventSlim();
        await using var catalog = Guests.Catalog();
        var options = new GuestOptions
        {
            Source = Guests.Source("""(module (import "host" "block" (func $block)) (func (export "run") (call $block)))"""),
            ConfigureLinker = linker => linker.Define("host", "block", () => mayReturn.Wait()),
        };
        var pool = catalog.Add("blocking", options);
        var lease = await pool.RentAsync(cancellation: Test);
        var run = lease.Module!.GetFunction("run").InvokeAsync(default, lease.Scheduler, lease.Cancellation);
        var store = lease.Store;
        Assert.True(Patience.Until(() => store.IsInUse));

        await lease.DisposeAsync();
        Assert.Equal(1, pool.InUse);
        mayReturn.Set();

        Assert.True(Patience.Until(() => pool.InUse == 0));
        await Record.ExceptionAsync(() => run);
    }
}
