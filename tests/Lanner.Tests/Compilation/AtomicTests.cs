namespace Lanner.Tests.Compilation;

/// <summary>Atomic instructions of guests on several threads, each with a store and an instance of its own, that share a memory.</summary>
public sealed class AtomicTests
{
    private const int Threads = 4;
    private const int Rounds = 20_000;

    /// <summary>At 0 a counter, at 8 one of eight bits, at 16 a mutex (0 free, 1 taken, 2 taken and waited for), at 32 what it
    /// protects.</summary>
    private const string Module = """
        (module
          (import "env" "memory" (memory 1 1 shared))
          (func (export "count") (param $rounds i32)
            (loop $next
              (drop (i64.atomic.rmw.add (i32.const 0) (i64.const 1)))
              (drop (i32.atomic.rmw8.add_u (i32.const 8) (i32.const 1)))
              (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))))
          (func $lock (local $found i32)
            (if (local.tee $found (i32.atomic.rmw.cmpxchg (i32.const 16) (i32.const 0) (i32.const 1)))
              (then
                (loop $again
                  (if (i32.or
                        (i32.eq (local.get $found) (i32.const 2))
                        (i32.ne (i32.atomic.rmw.cmpxchg (i32.const 16) (i32.const 1) (i32.const 2)) (i32.const 0)))
                    (then (drop (memory.atomic.wait32 (i32.const 16) (i32.const 2) (i64.const -1)))))
                  (br_if $again (local.tee $found (i32.atomic.rmw.cmpxchg (i32.const 16) (i32.const 0) (i32.const 2))))))))
          (func $unlock
            (if (i32.ne (i32.atomic.rmw.sub (i32.const 16) (i32.const 1)) (i32.const 1))
              (then
                (i32.atomic.store (i32.const 16) (i32.const 0))
                (drop (memory.atomic.notify (i32.const 16) (i32.const 1))))))
          (func (export "protect") (param $rounds i32)
            (loop $next
              (call $lock)
              (i32.store (i32.const 32) (i32.add (i32.load (i32.const 32)) (i32.const 1)))
              (call $unlock)
              (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))))
        """;

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void Increments_of_several_threads_are_all_counted(MemoryMode mode)
    {
        var memory = RunOnThreads("count", mode);
        Assert.Equal((long)Threads * Rounds, memory.Read<long>(0));
        Assert.Equal(Threads * Rounds % 256, memory.Read<byte>(8));
    }

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void A_mutex_of_wait_and_notify_lets_one_thread_in_at_a_time(MemoryMode mode)
    {
        var memory = RunOnThreads("protect", mode);
        Assert.Equal(Threads * Rounds, memory.Read<int>(32));
        Assert.Equal(0, memory.Read<int>(16));
    }

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void An_address_must_be_a_multiple_of_the_width_before_it_must_be_inside(MemoryMode mode)
    {
        using var guest = new Guest(
            """
            (module
              (memory i64 1) (memory 1)
              (func (export "load") (param i64) (result i64) (i64.atomic.load 0 offset=4 (local.get 0)))
              (func (export "notify") (param i64) (result i32) (memory.atomic.notify 0 offset=8 (local.get 0) (i32.const 1)))
              (func (export "store32") (param i32) (i32.atomic.store16 1 offset=1 (local.get 0) (i32.const -1)))
              (func (export "exchange") (param i32 i64) (result i64) (i64.atomic.rmw16.xchg_u 1 (local.get 0) (local.get 1))))
            """,
            options: new EngineOptions { MemoryMode = mode });
        Assert.Equal([0L], guest.Invoke("load", 4L));
        Assert.Equal(TrapCode.UnalignedAtomic, TrapOf("load", 8L));
        Assert.Equal(TrapCode.UnalignedAtomic, TrapOf("load", 1L << 40));
        Assert.Equal(TrapCode.MemoryOutOfBounds, TrapOf("load", (1L << 40) + 4));
        Assert.Equal([0L], guest.Invoke("load", -4L + 65536 - 8));
        Assert.Equal(TrapCode.MemoryOutOfBounds, TrapOf("load", -4L));
        Assert.Equal(TrapCode.MemoryOutOfBounds, TrapOf("notify", -8L));
        Assert.Equal(TrapCode.UnalignedAtomic, TrapOf("notify", -9L));
        guest.Invoke("store32", 7);
        Assert.Equal([0xFFFFL], guest.Invoke("exchange", 8, 0x12345L));
        Assert.Equal([0x2345L], guest.Invoke("exchange", 8, 0L));
        Assert.Equal(TrapCode.UnalignedAtomic, TrapOf("store32", 65536));
        Assert.Equal(TrapCode.MemoryOutOfBounds, TrapOf("store32", 65535));

        TrapCode TrapOf(string name, Value address) => Assert.Throws<TrapException>(() => guest.Invoke(name, address)).Code;
    }

    private static Memory RunOnThreads(string function, MemoryMode mode)
    {
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var module = Lanner.Module.FromText(engine, Module);
        using var owner = new Store(engine);
        var memory = new Memory(owner, new MemoryType(new Limits(1, 1), IsShared: true));
        var errors = new List<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            try
            {
                using var store = new Store(engine);
                var linker = new Linker(engine);
                linker.Define("env", "memory", memory);
                linker.Instantiate(store, module).GetFunction<Action<int>>(function)(Rounds);
            }
            catch (Exception error)
            {
                lock (errors)
                {
                    errors.Add(error);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => Assert.True(thread.Join(Patience.Limit), "a thread is still waiting"));
        Assert.Empty(errors);
        return memory;
    }
}
