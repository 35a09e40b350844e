namespace Lanner.Hosting.Tests;

/// <summary>Instances of a guest: fresh ones or the same, how many at once, who waits.</summary>
public sealed class PoolTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_call_has_a_fresh_instance()
    {
        await using var catalog = Guests.Catalog();
        var pool = catalog.Get("guest");

        Assert.Equal(1, await pool.CallAsync("count"));
        Assert.Equal(1, await pool.CallAsync("count"));
        Assert.Equal((0, 0), (pool.Idle, pool.InUse));
    }

    [Fact]
    public async Task An_instance_serves_as_many_calls_as_Reuse_says()
    {
        await using var catalog = Guests.Catalog(guest => guest.Pool.Reuse = 3);
        var pool = catalog.Get("guest");
        var counts = new List<int>();
        for (var call = 0; call < 7; call++)
        {
            counts.Add(await pool.CallAsync("count"));
        }

        Assert.Equal([1, 2, 3, 1, 2, 3, 1], counts);
    }

    [Fact]
    public async Task A_component_is_called_too()
    {
        await using var catalog = Guests.Catalog(text: Guests.Component);

        var sum = await catalog.Get("guest").CallAsync(
            lease => lease.Component!.GetFunction("add").CallJsonAsync("[1, 2]", null, lease.Scheduler, lease.Cancellation),
            cancellation: Test);

        Assert.Equal("3", sum);
    }

    /// <summary>A pool of memories or slots could leave something behind: GHSA-6wgr-89rj-399p.</summary>
    [Fact]
    public async Task Nothing_of_an_instance_that_trapped_is_seen_by_the_next()
    {
        await using var catalog = Guests.Catalog(guest => guest.Pool.Reuse = 10);
        var pool = catalog.Get("guest");
        for (var round = 0; round < 3; round++)
        {
            var failure = await Assert.ThrowsAsync<GuestCallException>(() => pool.CallAsync("dirty"));

            Assert.Equal(GuestOutcome.Trapped, failure.Outcome);
            Assert.Equal(1, await pool.CallAsync("pages"));
            await Assert.ThrowsAsync<GuestCallException>(() => pool.CallAsync("trap"));
        }
    }

    [Fact]
    public async Task Calls_that_are_particular_have_an_instance_of_their_own()
    {
        await using var catalog = Guests.Catalog(guest => guest.Pool.Reuse = 10);
        var pool = catalog.Get("guest");
        var particular = new GuestCall { ConfigureWasi = wasi => wasi.Environment["REQUEST_METHOD"] = "GET" };

        Assert.Equal(1, await pool.CallAsync("count"));
        Assert.Equal(1, await pool.CallAsync("count", particular));
        Assert.Equal(1, await pool.CallAsync("count", particular));
        Assert.Equal(2, await pool.CallAsync("count"));
    }

    [Fact]
    public async Task No_more_calls_run_than_may_and_those_that_wait_are_served_in_their_order()
    {
        await using var catalog = Guests.Catalog(guest =>
        {
            guest.Pool.Maximum = 2;
            guest.Pool.QueueLength = 3;
        });
        var pool = catalog.Get("guest");
        var first = await pool.RentAsync(cancellation: Test);
        var second = await pool.RentAsync(cancellation: Test);
        var order = new List<int>();
        var waiting = new List<Task>();
        for (var number = 0; number < 3; number++)
        {
            waiting.Add(TakeAsync(number));
        }

        Assert.Equal((2, 3), (pool.InUse, pool.Queued));
        var busy = await Assert.ThrowsAsync<GuestBusyException>(async () => await pool.RentAsync(cancellation: Test));
        Assert.Equal(GuestOutcome.Busy, busy.Outcome);
        Assert.InRange(busy.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

        await first.DisposeAsync();
        await Task.WhenAll(waiting);
        await second.DisposeAsync();
        Assert.Equal([0, 1, 2], order);
        Assert.Equal((0, 0), (pool.InUse, pool.Queued));

        async Task TakeAsync(int number)
        {
            await using var lease = await pool.RentAsync(cancellation: Test);
            order.Add(number);
        }
    }

    [Fact]
    public async Task Who_waits_for_too_long_is_told_that_the_guest_is_busy()
    {
        var time = new ManualTime();
        await using var catalog = Guests.Catalog(
            guest =>
            {
                guest.Pool.Maximum = 1;
                guest.Pool.QueueTime = TimeSpan.FromSeconds(5);
            },
            time: time);
        var pool = catalog.Get("guest");
        await using var lease = await pool.RentAsync(cancellation: Test);
        var waiting = pool.RentAsync(cancellation: Test).AsTask();

        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        await Assert.ThrowsAsync<GuestBusyException>(() => waiting);
        Assert.Equal(0, pool.Queued);
    }

    /// <summary>Waiting for a permit is part of a call's time: spin#3538.</summary>
    [Fact]
    public async Task The_time_of_a_call_goes_on_while_it_waits_for_an_instance()
    {
        var time = new ManualTime();
        await using var catalog = Guests.Catalog(
            guest =>
            {
                guest.Pool.Maximum = 1;
                guest.CallTime = TimeSpan.FromSeconds(3);
            },
            time: time);
        var pool = catalog.Get("guest");
        await using var lease = await pool.RentAsync(cancellation: Test);
        var waiting = pool.RentAsync(cancellation: Test).AsTask();

        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(GuestOutcome.DeadlinePassed, (await Assert.ThrowsAsync<GuestCallException>(() => waiting)).Outcome);
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_leaves_the_queue()
    {
        await using var catalog = Guests.Catalog(guest => guest.Pool.Maximum = 1);
        var pool = catalog.Get("guest");
        await using var lease = await pool.RentAsync(cancellation: Test);
        using var source = new CancellationTokenSource();
        var waiting = pool.RentAsync(cancellation: source.Token).AsTask();
        Assert.Equal(1, pool.Queued);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, pool.Queued);
    }

    /// <summary>wt#13048, and more of them than there is room for.</summary>
    [Fact]
    public async Task Ten_thousand_calls_that_fail_or_are_cancelled_at_their_start_lose_no_slot()
    {
        await using var catalog = Guests.Catalog();
        var failing = new GuestOptions
        {
            Source = Guests.Source("(module (import \"host\" \"fails\" (func $fails)) (start $fails))"),
            ConfigureLinker = linker => linker.Define("host", "fails", (Action)(() => throw new TimeZoneNotFoundException())),
        };
        failing.Pool.Maximum = 2;
        failing.Pool.QueueLength = 2;
        var pool = catalog.Add("failing", failing);
        await pool.LoadAsync(Test);
        for (var round = 0; round < 10_000; round += 4)
        {
            using var source = new CancellationTokenSource();
            var calls = Enumerable.Range(0, 4)
                .Select(number => pool.RentAsync(cancellation: number % 2 == 0 ? source.Token : Test).AsTask()).ToArray();
            if (round % 8 == 0)
            {
                await source.CancelAsync();
            }

            foreach (var call in calls)
            {
                Assert.True(await Record.ExceptionAsync(() => call) is TimeZoneNotFoundException or OperationCanceledException);
            }
        }

        Assert.Equal((0, 0, 0), (pool.InUse, pool.Queued, pool.Idle));
    }

    [Fact]
    public async Task An_instance_that_cannot_be_disposed_of_gives_its_slot_back()
    {
        await using var catalog = Guests.Catalog();
        var key = new StoreKey<Disposable>(factory: _ => new Disposable());
        var options = new GuestOptions
        {
            Source = Guests.Source("""(module (import "host" "get" (func $get)) (func (export "run") (call $get)))"""),
            ConfigureLinker = linker => linker.Define("host", "get", (Caller caller) => { caller.Store.Get(key); }),
        };
        options.Pool.Maximum = 1;
        var pool = catalog.Add("failing", options);

        await pool.CallAsync("run");
        await pool.CallAsync("run");

        Assert.Equal(0, pool.InUse);
    }

    [Fact]
    public async Task An_idle_instance_that_cannot_be_disposed_of_does_not_keep_the_others()
    {
        await using var catalog = Guests.Catalog();
        var (disposed, key) = (0, new StoreKey<Disposable>(factory: _ => new Disposable()));
        var counting = new StoreKey<Counting>(factory: _ => new Counting(() => disposed++));
        var options = new GuestOptions
        {
            Source = Guests.Source("""(module (import "host" "get" (func $get)) (func (export "run") (call $get)))"""),
            ConfigureLinker = linker => linker.Define("host", "get", (Caller caller) =>
            {
                caller.Store.Get(key);
                caller.Store.Get(counting);
            }),
        };
        options.Pool.Reuse = 10;
        var pool = catalog.Add("failing", options);
        var leases = new[] { await pool.RentAsync(cancellation: Test), await pool.RentAsync(cancellation: Test) };
        foreach (var lease in leases)
        {
            lease.Module!.GetFunction("run").Invoke();
            lease.Complete();
            await lease.DisposeAsync();
        }

        await catalog.ReplaceAsync("failing", options.Source, Test);

        Assert.Equal((2, 0), (disposed, pool.Idle));
        Assert.Equal(0, pool.InUse);
    }

    [Fact]
    public async Task Instances_that_nobody_needs_any_more_are_given_up_without_another_call()
    {
        var time = new ManualTime();
        await using var catalog = Guests.Catalog(
            guest =>
            {
                guest.Pool.Reuse = 100;
                guest.Pool.IdleTime = TimeSpan.FromMinutes(1);
            },
            time: time);
        var pool = catalog.Get("guest");
        var leases = new List<GuestLease>();
        for (var number = 0; number < 5; number++)
        {
            leases.Add(await pool.RentAsync(cancellation: Test));
        }

        foreach (var lease in leases)
        {
            lease.Complete();
            await lease.DisposeAsync();
        }

        Assert.Equal(5, pool.Idle);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await pool.CallAsync("count"));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, pool.Idle);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, pool.Idle);
    }

    [Fact]
    public async Task An_instance_whose_call_was_not_completed_is_used_no_more()
    {
        await using var catalog = Guests.Catalog(guest => guest.Pool.Reuse = 10);
        var pool = catalog.Get("guest");

        var lease = await pool.RentAsync(cancellation: Test);
        await lease.DisposeAsync();

        Assert.Equal(GuestOutcome.Cancelled, lease.Outcome);
        Assert.Equal(0, pool.Idle);
        Assert.Throws<ObjectDisposedException>(() => lease.Store);
    }

    private sealed class Counting(Action count) : IDisposable
    {
        public void Dispose() => count();
    }

    private sealed class Disposable : IDisposable
    {
        public void Dispose() => throw new TimeZoneNotFoundException();
    }
}
