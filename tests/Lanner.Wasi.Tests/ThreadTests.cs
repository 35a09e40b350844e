using System.Runtime.InteropServices;

namespace Lanner.Wasi.Tests;

/// <summary>Programs that start threads: how they end, and that all threads together are kept within the bounds of the program.</summary>
public sealed class ThreadTests
{
    private const int Again = -(int)WasiError.TryAgain;

    [Fact]
    public void What_a_thread_does_first_ends_the_program()
    {
        Assert.Equal(7, Assert.Throws<WasiExitException>(() => Run("(call $exit (i32.const 7))", Forever)).ExitCode);
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => Run("unreachable", Forever)).Code);

        // Threads that never end are ended with the program, whether they run or wait.
        Run("(loop $again (br $again))", "(call $wait_for (i32.const 0))", spawns: 3);
        Run("(drop (memory.atomic.wait32 (i32.const 64) (i32.const 0) (i64.const -1)))", "(call $wait_for (i32.const 0))", spawns: 3);
    }

    [Fact]
    public void Threads_are_bounded_by_number_and_numbers_are_free_again()
    {
        // Each thread waits until it is told; the program keeps the result of the last attempt to start one.
        const string waits = "(drop (memory.atomic.wait32 (i32.const 64) (i32.const 0) (i64.const -1)))";
        var words = Run(waits, "(i32.store (i32.const 128) (call $spawn (i32.const 0)))", spawns: 4, maximum: 4);
        Assert.Equal(Again, words[32]);

        // Hundreds of threads after each other: one that ends makes room.
        words = Run("(nop)", "(call $many (i32.const 300))", spawns: 0, maximum: 2);
        Assert.Equal(300, words[1]);
    }

    /// <summary>A program that only starts threads and waits uses no fuel itself. Its threads do, again and again; but they have none that
    /// it was not given.</summary>
    [Fact]
    public void Threads_share_the_fuel_of_the_program()
    {
        const long fuel = 2_000_000;
        var limits = new StoreLimits { Fuel = fuel };
        long consumed = 0;

        var trap = Assert.Throws<TrapException>(() => Run(
            "(local $left i32) (local.set $left (i32.const 10000)) "
            + "(loop $again (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))",
            "(call $many (i32.const 2000000000))",
            spawns: 0,
            maximum: 2,
            limits: limits,
            ended: (threads, store) => consumed = threads.FuelConsumed + store.FuelConsumed));

        Assert.Equal(TrapCode.OutOfFuel, trap.Code);

        // Most of it was used, and no more than the last steps of a few threads beyond it.
        Assert.InRange(consumed, fuel / 4, fuel + 10_000);
    }

    [Fact]
    public void Threads_have_no_more_memory_for_themselves_than_the_program_together()
    {
        // Each thread grows a memory of its own as far as it can, adds up what it got, and waits for the others.
        const string grows = """
            (loop $again
              (if (i32.ne (memory.grow $own (i32.const 1)) (i32.const -1))
                (then (drop (i32.atomic.rmw.add (i32.const 128) (i32.const 1))) (br $again))))
            (drop (i32.atomic.rmw.add (i32.const 132) (i32.const 1)))
            (loop $wait (br_if $wait (i32.lt_u (i32.atomic.load (i32.const 132)) (i32.const 4))))
            """;
        var words = Run(
            grows, "(call $wait_for (i32.const 4))", spawns: 4, maximum: 4, limits: new StoreLimits { MemoryBytes = 100 << 16 },
            own: "(memory $own 0)");

        // A page is the memory that they share.
        Assert.Equal(99, words[32]);
    }

    private const string Forever = "(loop $again (br $again))";

    /// <summary>Runs a program whose threads do one thing, and whose first thread starts some and does another. Returns the first words of
    /// the memory: how many threads have begun, how many have ended, and what they leave.</summary>
    private static int[] Run(
        string inThread, string inProgram, int spawns = 1, int maximum = 256, StoreLimits? limits = null, string own = "",
        Action<WasiThreads, Store>? ended = null)
    {
        var options = new EngineOptions { Interruptible = true, FuelCosts = limits?.Fuel is null ? null : FuelCosts.Default };
        using var engine = new Engine(options);
        using var store = new Store(engine, limits ?? new StoreLimits());
        using var context = new WasiContextBuilder().Build();
        using var module = Module.FromText(engine, $$"""
            (module
              (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (import "env" "memory" (memory 1 1 shared))
              {{own}}
              (export "memory" (memory 0))
              (func $wait_for (param $count i32)
                (local $ended i32)
                (loop $again
                  (local.set $ended (i32.atomic.load (i32.const 4)))
                  (if (i32.lt_s (local.get $ended) (local.get $count))
                    (then
                      (drop (memory.atomic.wait32 (i32.const 4) (local.get $ended) (i64.const -1)))
                      (br $again)))))
              (func $many (param $count i32)
                (local $started i32)
                (loop $again
                  (if (i32.lt_s (call $spawn (i32.const 0)) (i32.const 0))
                    (then (call $wait_for (local.get $started)))
                    (else (local.set $started (i32.add (local.get $started) (i32.const 1)))))
                  (br_if $again (i32.lt_s (local.get $started) (local.get $count))))
                (call $wait_for (local.get $count)))
              (func $in_thread {{inThread}})
              (func (export "wasi_thread_start") (param i32 i32)
                (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
                (drop (memory.atomic.notify (i32.const 0) (i32.const -1)))
                (call $in_thread)
                (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
                (drop (memory.atomic.notify (i32.const 4) (i32.const -1))))
              (func (export "_start")
                (local $left i32)
                (local.set $left (i32.const {{spawns}}))
                (if (local.get $left)
                  (then
                    (loop $again
                      (drop (call $spawn (i32.const 0)))
                      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
                {{inProgram}}))
            """);
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        var threads = new WasiThreads(linker, store, module, maximum);
        var instance = linker.Instantiate(store, module);
        try
        {
            threads.Run(instance);
        }
        finally
        {
            ended?.Invoke(threads, store);
        }

        return MemoryMarshal.Cast<byte, int>(instance.GetMemory("memory").GetSpan(0, 256)).ToArray();
    }
}
