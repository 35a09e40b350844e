namespace Lanner.Tests.Api;

/// <summary>Stores: threads, limits, interruption and disposal.</summary>
public sealed class StoreTests
{
    private const string Recursive = """
        (module
          (import "env" "host" (func $host (param i32) (result i32)))
          (func $down (export "down") (param i32) (result i32)
            (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
              (else (i32.const 0))))
          (func $forever (export "forever") (result i32) (i32.add (i32.const 1) (call $forever)))
          (func (export "bounce") (param i32) (result i32) local.get 0 call $host))
        """;

    private const string Endless = """
        (module
          (func (export "loop") (loop $l (br $l)))
          (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
        """;

    private static readonly EngineOptions Interruptible = new() { Interruptible = true };

    [Fact]
    public void A_store_moves_from_thread_to_thread()
    {
        using var guest = new Guest(Recursive, linker => linker.Define("env", "host", (int value) => value));
        var down = guest.Get<Func<int, int>>("down");
        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(round, down(round));
            OnThread(() => Assert.Equal(round, down(round)));
        }
    }

    [Fact]
    public void A_second_thread_is_refused_while_the_first_is_inside()
    {
        using var entered = new ManualResetEventSlim();
        using var refused = new ManualResetEventSlim();
        using var guest = new Guest(
            """(module (import "env" "wait" (func $wait)) (func (export "run") call $wait) (func (export "nothing")))""",
            linker => linker.Define("env", "wait", () =>
            {
                entered.Set();
                refused.Wait();
            }));
        var thread = new Thread(() => guest.Get<Action>("run")());
        thread.Start();
        entered.Wait(TestContext.Current.CancellationToken);
        var nothing = guest.Get<Action>("nothing");
        Assert.Throws<InvalidOperationException>(nothing);
        Assert.Throws<InvalidOperationException>(guest.Store.Dispose);
        refused.Set();
        thread.Join();
        nothing();
    }

    [Fact]
    public void Threads_that_race_for_a_store_are_never_inside_together()
    {
        var inside = 0;
        var most = 0;
        var refusals = 0;
        using var guest = new Guest(
            """(module (import "env" "f" (func $f)) (func (export "run") call $f))""",
            linker => linker.Define("env", "f", () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
            }));
        var run = guest.Get<Action>("run");
        void Race()
        {
            for (var round = 0; round < 20_000; round++)
            {
                try
                {
                    run();
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refusals);
                }
            }
        }

        var other = new Thread(Race);
        other.Start();
        Race();
        other.Join();
        Assert.Equal(1, most);
        run();
    }

    [Fact]
    public void Recursion_without_end_is_a_trap_on_every_thread()
    {
        using var guest = new Guest(Recursive, linker => linker.Define("env", "host", (int value) => value));
        var forever = guest.Get<Func<int>>("forever");
        Assert.Equal(TrapCode.StackExhausted, Assert.Throws<TrapException>(() => forever()).Code);
        foreach (var size in new[] { 256 << 10, 512 << 10, 4 << 20 })
        {
            OnThread(() => Assert.Equal("call stack exhausted", Assert.Throws<TrapException>(() => forever()).Message), size);
        }

        Assert.Equal(1000, guest.Get<Func<int, int>>("down")(1000));
    }

    [Fact]
    public void Recursion_through_the_host_is_a_trap_too()
    {
        Func<int, int>? bounce = null;
        using var guest = new Guest(Recursive, linker => linker.Define("env", "host", (int value) => bounce!(value + 1)));
        bounce = guest.Get<Func<int, int>>("bounce");
        OnThread(() => Assert.Equal(TrapCode.StackExhausted, Assert.Throws<TrapException>(() => bounce(0)).Code), 1 << 20);
        bounce = value => value;
        Assert.Equal(6, guest.Get<Func<int, int>>("bounce")(5));
    }

    [Fact]
    public void The_stack_of_guests_can_be_limited()
    {
        using var guest = new Guest(
            Recursive, linker => linker.Define("env", "host", (int value) => value), limits: new StoreLimits { StackBytes = 32 << 10 });
        var down = guest.Get<Func<int, int>>("down");
        Assert.Equal(100, down(100));
        Assert.Equal(TrapCode.StackExhausted, Assert.Throws<TrapException>(() => down(10_000)).Code);

        // The limit counts from where the call stands, not from where the first call stood.
        void Deeper(int depth)
        {
            Span<byte> space = stackalloc byte[16 << 10];
            space[0] = 1;
            if (depth == 0)
            {
                Assert.Equal(100, down(100));
            }
            else
            {
                Deeper(depth - 1);
            }
        }

        Deeper(8);
    }

    [Fact]
    public void Memories_are_limited()
    {
        const string Text =
            """(module (memory (export "memory") 2) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))""";
        Assert.Throws<ResourceLimitException>(() => new Guest(Text, limits: new StoreLimits { MemoryBytes = 100_000 }));
        Assert.Throws<ResourceLimitException>(() => new Guest(Text, limits: new StoreLimits { Memories = 0 }));
        using var guest = new Guest(Text, limits: new StoreLimits { MemoryBytes = 4 * 65536 });
        var grow = guest.Get<Func<int, int>>("grow");
        Assert.Equal(2, grow(1));
        Assert.Equal(-1, grow(2));
        Assert.Equal(3, grow(1));
    }

    [Fact]
    public void Tables_and_instances_are_limited()
    {
        const string Text = """(module (table (export "t") 10 funcref))""";
        Assert.Throws<ResourceLimitException>(() => new Guest(Text, limits: new StoreLimits { TableElements = 9 }));
        Assert.Throws<ResourceLimitException>(() => new Guest(Text, limits: new StoreLimits { Tables = 0 }));
        Assert.Throws<ResourceLimitException>(() => new Guest(Text, limits: new StoreLimits { Instances = 0 }));
        using var guest = new Guest(Text, limits: new StoreLimits { TableElements = 15 });
        Assert.True(guest.Instance.GetTable("t").TryGrow(5, null, out _));
        Assert.False(guest.Instance.GetTable("t").TryGrow(1, null, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Store(guest.Engine, new StoreLimits { MemoryBytes = -1 }));
    }

    [Fact]
    public void A_loop_is_interrupted_from_another_thread()
    {
        using var guest = new Guest(Endless, options: Interruptible);
        var loop = guest.Get<Action>("loop");
        using var timer = new Timer(_ => guest.Store.Interrupt(), null, 50, Timeout.Infinite);
        var error = Assert.Throws<TrapException>(loop);
        Assert.Equal(TrapCode.Interrupted, error.Code);
        Assert.Equal(3, guest.Get<Func<int, int, int>>("add")(1, 2));
    }

    [Fact]
    public void A_loop_is_interrupted_by_a_token_or_after_a_time()
    {
        using var guest = new Guest(Endless, options: Interruptible);
        var loop = guest.Get<Action>("loop");
        using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(20)))
        {
            var error = Assert.Throws<TrapException>(loop);
            Assert.Equal(TrapCode.DeadlinePassed, error.Code);
            Assert.Equal(new ResourceLimit(ResourceKind.Time, 20), error.Limit);
            Assert.Equal("interrupted by a deadline: the limit is 20 ms", error.Message);
        }

        using var cancellation = new CancellationTokenSource();
        using (guest.Store.InterruptOn(cancellation.Token))
        {
            cancellation.CancelAfter(20);
            Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(loop).Code);

            // The token stays cancelled while the arrangement lasts.
            Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(loop).Code);
        }

        Assert.Equal(3, guest.Get<Func<int, int, int>>("add")(1, 2));
        using (guest.Store.InterruptAfter(TimeSpan.FromHours(1)))
        {
            Assert.Equal(3, guest.Get<Func<int, int, int>>("add")(1, 2));
        }
    }

    [Fact]
    public void Interrupting_an_idle_store_stops_the_next_call_only()
    {
        using var guest = new Guest(Endless, options: Interruptible);
        guest.Store.Interrupt();
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(guest.Get<Action>("loop")).Code);
        Assert.Equal(3, guest.Get<Func<int, int, int>>("add")(1, 2));
    }

    [Fact]
    public void Only_an_interruptible_engine_can_be_interrupted()
    {
        using var guest = new Guest(Endless);
        Assert.Throws<InvalidOperationException>(guest.Store.Interrupt);
        Assert.Throws<InvalidOperationException>(() => guest.Store.InterruptAfter(TimeSpan.FromSeconds(1)));
        Assert.Throws<InvalidOperationException>(() => guest.Store.InterruptOn(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_disposed_store_lets_nobody_in()
    {
        using var guest = new Guest(Endless);
        var add = guest.Get<Func<int, int, int>>("add");
        add(1, 2);
        guest.Store.Dispose();
        guest.Store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => add(1, 2));
        Assert.Throws<ObjectDisposedException>(() => guest.Linker.Instantiate(guest.Store, guest.Module));
    }

    [Fact]
    public void A_store_cannot_be_disposed_of_from_inside()
    {
        Store? store = null;
        using var guest = new Guest(
            """(module (import "env" "f" (func $f)) (func (export "run") call $f))""",
            linker => linker.Define("env", "f", () => store!.Dispose()));
        store = guest.Store;
        Assert.Throws<InvalidOperationException>(guest.Get<Action>("run"));
    }

    private static void OnThread(Action action, int stackSize = 0)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            stackSize);
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException("The action failed on its thread.", failure);
        }
    }
}
