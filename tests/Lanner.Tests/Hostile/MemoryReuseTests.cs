namespace Lanner.Tests.Hostile;

/// <summary>The next guest must not see what is left of one, and what several threads see must be whole.</summary>
public sealed class MemoryReuseTests
{
    private const string Program = """
        (module
          (memory (export "memory") 8 32)
          (data (i32.const 4096) "initial")
          (func (export "first dirty") (result i32) (local $at i32)
            (loop $next
              (if (i32.and (i64.ne (i64.load (local.get $at)) (i64.const 0)) (i32.ne (local.get $at) (i32.const 4096)))
                (then (return (local.get $at))))
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

    /// <summary>The pages that a guest grows its memory by are large (2 MiB) where the system has them, and stays with the slot until the
    /// next memory wants it.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void What_had_been_grown_into_large_pages_shows_nothing_either(MemoryMode mode)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !Lanner.Platform.GuardedMemory.IsSupported, "Memories cannot be guarded here.");
        const int first = 3 << 20, grown = 24 << 20;
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var module = Module.FromText(engine, $"""
            (module (memory (export "memory") {first >> 16} {(first + grown) >> 16})
              (data (i32.const 100000) "initial")
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
            """);
        for (var round = 0; round < 12; round++)
        {
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, module);
            var (memory, grow) = (instance.GetMemory("memory"), instance.GetFunction<Func<int, int>>("grow"));
            Assert.Equal("initial", memory.ReadString(100_000, 7));
            memory.GetSpan(100_000, 7).Clear();
            AssertZero(0);

            // At once, or in pieces that end within a large page, the last ones not used.
            foreach (var bytes in (int[])(round % 2 == 0 ? [grown] : [5 << 20, 65536, (9 << 20) + 65536, grown - (14 << 20) - (2 * 65536)]))
            {
                var before = (int)memory.Length;
                Assert.Equal(before >> 16, grow(bytes >> 16));
                AssertZero(before);
                memory.GetSpan(0, (int)memory.Length).Fill(0xAA);
            }

            void AssertZero(int start) =>
                Assert.False(memory.GetSpan(start, (int)memory.Length - start).ContainsAnyExcept((byte)0), $"Round {round}, from {start}.");
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

        Assert.True(reading.Wait(Patience.Limit, TestContext.Current.CancellationToken));
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
