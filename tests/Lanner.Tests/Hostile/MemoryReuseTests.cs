namespace Lanner.Tests.Hostile;

/// <summary>What is left of one guest must not be seen by the next, and what several threads see must be whole.</summary>
public sealed class MemoryReuseTests
{
    private const string Program = """
        (module
          (memory (export "memory") 8 32)
          (data (i32.const 4096) "initial")
          (func (export "first dirty") (result i32) (local $at i32)
            (loop $next
              (if (i32.and (i64.ne (i64.load (local.get $at)) (i64.const 0)) (i32.ne (local.get $at) (i32.const 4096))) (then (return (local.get $at))))
              (local.set $at (i32.add (local.get $at) (i32.const 8)))
              (br_if $next (i32.lt_u (local.get $at) (i32.mul (memory.size) (i32.const 65536)))))
            (i32.const -1))
          (func (export "soil") (memory.fill (i32.const 0) (i32.const 0xAA) (i32.mul (memory.size) (i32.const 65536))))
          (func (export "grow") (result i32) (memory.grow (i32.const 8))))
        """;

    public static TheoryData<MemoryMode> Modes => [MemoryMode.Guarded, MemoryMode.Checked];

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_new_memory_shows_nothing_of_an_old_one(MemoryMode mode)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !Lanner.Platform.GuardedMemory.IsSupported, "Memories cannot be guarded here.");
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var module = Module.FromText(engine, Program);
        for (var round = 0; round < 100; round++)
        {
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, module);
            Assert.Equal("initial", instance.GetMemory("memory").ReadString(4096, 7));
            Assert.Equal(-1, instance.GetFunction<Func<int>>("first dirty")());
            instance.GetFunction<Action>("soil")();
            if (round % 2 == 0)
            {
                // What is added is clean, beside what is not.
                Assert.Equal(8, instance.GetFunction<Func<int>>("grow")());
                Assert.False(instance.GetMemory("memory").GetSpan(8 * 65536, 8 * 65536).ContainsAnyExcept((byte)0));
                instance.GetFunction<Action>("soil")();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Threads_read_a_shared_memory_and_spans_of_it_while_it_grows(MemoryMode mode)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !Lanner.Platform.GuardedMemory.IsSupported, "Memories cannot be guarded here.");
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var owner = new Store(engine);
        var memory = new Memory(owner, new MemoryType(new Limits(1, 1000), IsShared: true));
        const string Reader = """
            (module
              (import "env" "memory" (memory 1 1000 shared))
              (func (export "last") (result i32)
                (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 7))
                (i32.load (i32.const 65532))))
            """;
        using var module = Module.FromText(engine, Reader);
        var isDone = false;
        var reads = 0;
        var wrong = 0;
        using var reading = new CountdownEvent(4);
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            using var store = new Store(engine);
            var linker = new Linker(engine);
            linker.Define("env", "memory", memory);
            var last = linker.Instantiate(store, module).GetFunction<Func<int>>("last");
            var span = memory.GetSpan(0, 65536);
            last();
            reading.Signal();
            while (!Volatile.Read(ref isDone))
            {
                var isRight = last() == 7 && span[65532] == 7;
                Interlocked.Increment(ref isRight ? ref reads : ref wrong);
            }
        })).ToArray();
        memory.Write(65532, 7);
        foreach (var thread in threads)
        {
            thread.Start();
        }

        Assert.True(reading.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        while (memory.Pages < 1000)
        {
            Assert.True(memory.Grow(1) > 0);
        }

        Volatile.Write(ref isDone, true);
        foreach (var thread in threads)
        {
            thread.Join();
        }

        Assert.Equal(0, wrong);
        Assert.True(reads > 0);
    }
}
