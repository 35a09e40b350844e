using System.Diagnostics;
using Lanner.Tests.Platform;

namespace Lanner.Tests.Api;

/// <summary>Whatever a guest does, it can be stopped soon.</summary>
public sealed class InterruptionTests
{
    private const string Program = """
        (module
          (import "env" "host" (func $host))
          (memory $m (export "memory") 16384)
          (memory $s 1 1 shared)
          (table $t 5000000 externref)
          (table $u 5000000 externref)
          (func (export "loop") (loop $l (br $l)))
          (func (export "loop of calls") (loop $l (call $leaf) (br $l)))
          (func $leaf)
          (func $a (export "recursion") (param i32) (result i32) (i32.add (call $b (local.get 0)) (i32.const 1)))
          (func $b (param i32) (result i32) (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0)) (else
            (drop (call $a (i32.sub (local.get 0) (i32.const 1))))
            (call $a (i32.sub (local.get 0) (i32.const 1))))))
          (func $tail (export "tail") (return_call $tail))
          (func (export "fill") (loop $l (memory.fill $m (i32.const 0) (i32.const 1) (i32.const 0x40000000)) (br $l)))
          (func (export "copy") (loop $l (memory.copy $m $m (i32.const 1) (i32.const 0) (i32.const 0x3fffffff)) (br $l)))
          (func (export "fill table") (param externref) (loop $l (table.fill $t (i32.const 0) (local.get 0) (i32.const 5000000)) (br $l)))
          (func (export "copy table") (loop $l (table.copy $t $u (i32.const 0) (i32.const 0) (i32.const 5000000)) (br $l)))
          (type $bytes (array (mut i8)))
          (type $references (array (mut externref)))
          (global $a (ref $bytes) (array.new_default $bytes (i32.const 200_000_000)))
          (global $r (ref $references) (array.new_default $references (i32.const 5_000_000)))
          (func (export "fill array") (loop $l (array.fill $bytes (global.get $a) (i32.const 0) (i32.const 1) (i32.const 200_000_000))
              (br $l)))
          (func (export "copy array")
            (loop $l (array.copy $bytes $bytes (global.get $a) (i32.const 1) (global.get $a) (i32.const 0) (i32.const 199_999_999))
              (br $l)))
          (func (export "copy references")
            (loop $l (array.copy $references $references (global.get $r) (i32.const 1) (global.get $r) (i32.const 0) (i32.const 4_999_999))
              (br $l)))
          (func (export "wait") (drop (memory.atomic.wait32 $s (i32.const 0) (i32.const 0) (i64.const -1))))
          (func (export "host") (call $host)))
        """;

    /// <summary>The time that is promised.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);

    private static readonly EngineOptions Interruptible = new() { Interruptible = true };

    [Theory]
    [InlineData("loop")]
    [InlineData("loop of calls")]
    [InlineData("recursion")]
    [InlineData("tail")]
    [InlineData("fill")]
    [InlineData("copy")]
    [InlineData("fill table")]
    [InlineData("copy table")]
    [InlineData("fill array")]
    [InlineData("copy array")]
    [InlineData("copy references")]
    [InlineData("wait")]
    public void Everything_that_takes_long_is_stopped_soon(string function)
    {
        foreach (var mode in new MemoryMode?[] { null, MemoryMode.Checked })
        {
            using var guest = Make(mode);
            Value[] arguments = function switch
            {
                "recursion" => [60],
                "fill table" => [Value.FromReference("x")],
                _ => [],
            };

            // The first round compiles; of the others the best counts, since other tests run at the same time. (`lanner-bench interruption`
            // measures them all on a machine that has nothing else to do.)
            var best = TimeSpan.MaxValue;
            var isFirst = true;
            Patience.Until(() =>
            {
                var cancelled = 0L;
                using var cancellation = new CancellationTokenSource();
                using var timer = new Timer(_ =>
                {
                    cancelled = Stopwatch.GetTimestamp();
                    cancellation.Cancel();
                });
                using (guest.Store.InterruptOn(cancellation.Token))
                {
                    timer.Change(isFirst ? 100 : 20, Timeout.Infinite);
                    Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(() => guest.Invoke(function, arguments)).Code);
                    var late = Stopwatch.GetElapsedTime(cancelled);
                    best = !isFirst && late < best ? late : best;
                }

                isFirst = false;
                return best <= Soon;
            });

            Assert.True(best <= Soon, $"{function} went on for {best.TotalMilliseconds} ms");
        }
    }

    /// <summary>It is the first pass that takes long: each outlined function is compiled at its first call, and has no loop of its
    /// own.</summary>
    [Fact]
    public void A_large_function_is_stopped_between_the_outlined_functions_that_are_being_compiled()
    {
        var body = string.Concat(
            Enumerable.Range(0, 4_000)
                .Select(
                    step =>
                        $"(if (i32.gt_u (local.get 0) (i32.const {step})) "
                        + $"(then (local.set 0 (i32.mul (local.get 0) (i32.const {(step * 2) + 3})))))\n"));
        var text = $"(module (func (export \"run\") (param i32) {body}))";
        // How long the whole takes is measured each time, since it takes less when the JIT itself has been compiled well, and more on a
        // machine that is busy.
        Assert.True(Patience.Until(() =>
        {
            using var patient = new Guest(text, options: Interruptible);
            var clock = Stopwatch.StartNew();
            patient.Invoke("run", 1);
            var whole = clock.Elapsed;

            using var guest = new Guest(text, options: Interruptible);
            using (guest.Store.InterruptAfter(whole / 4))
            {
                return Record.Exception(() => guest.Invoke("run", 1)) is TrapException { Code: TrapCode.DeadlinePassed };
            }
        }));
    }

    [Fact]
    public void A_table_that_is_interrupted_while_it_grows_is_as_it_was()
    {
        using var guest = new Guest(
            """
            (module
              (table $t (export "table") 1 externref)
              (func (export "grow") (param externref) (result i32) (table.grow $t (local.get 0) (i32.const 1000000))))
            """,
            options: Interruptible,
            limits: new StoreLimits { TableElements = 1_000_001 });
        var grow = guest.Instance.GetFunction("grow");
        var table = guest.Instance.GetTable("table");

        // Interrupted before the call, so that the first look finds it: the entry of the function, which calls nothing, has none.
        guest.Store.Interrupt();
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(() => grow.Invoke(Value.FromReference("x"))).Code);

        Assert.Equal(1, table.Size);
        Assert.Equal(1, grow.Invoke(Value.FromReference("x"))[0].AsInt32());
        Assert.Equal(1_000_001, table.Size);
        Assert.Equal("x", table[1_000_000]);
        Assert.Null(table[0]);
    }

    [Fact]
    public void A_host_function_that_waits_is_told()
    {
        using var guest = Make(null, caller =>
        {
            Assert.True(caller.Store.Interruption.WaitHandle.WaitOne(Patience.Limit));
            caller.Store.ThrowIfInterrupted();
        });
        var host = guest.Get<Action>("host");
        for (var round = 0; round < 3; round++)
        {
            using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(10)))
            {
                Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(host).Code);
            }

            Assert.False(guest.Store.Interruption.IsCancellationRequested);
            guest.Store.ThrowIfInterrupted();
            guest.Store.Interrupt();
            Assert.True(guest.Store.Interruption.IsCancellationRequested);
            Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(host).Code);
            Assert.False(guest.Store.Interruption.IsCancellationRequested);
        }
    }

    [Fact]
    public void A_host_function_that_returns_when_told_lets_the_guest_be_stopped()
    {
        using var guest = new Guest(
            """(module (import "env" "host" (func $host)) (func (export "run") (loop $l (call $host) (br $l))))""",
            linker => linker.Define("env", "host", (Caller caller) => { caller.Store.Interruption.WaitHandle.WaitOne(Patience.Limit); }),
            Interruptible);
        using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(10)))
        {
            Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(guest.Get<Action>("run")).Code);
        }
    }

    /// <summary>Code that cleans up after a guest asks its token, and must not wait for a guest that was interrupted.</summary>
    [Fact]
    public void A_token_is_cancelled_before_the_guest_traps_and_before_the_interruption_ends()
    {
        using var guest = Make(null, _ => { });
        var host = guest.Get<Action>("host");
        for (var round = 0; round < 200; round++)
        {
            var unused = guest.Store.Interruption;
            using (guest.Store.InterruptOn(new CancellationToken(canceled: true)))
            {
            }

            Assert.True(unused.IsCancellationRequested);

            var trapped = guest.Store.Interruption;
            using (guest.Store.InterruptOn(new CancellationToken(canceled: true)))
            {
                Assert.Throws<TrapException>(host);
                Assert.True(trapped.IsCancellationRequested);
            }
        }
    }

    /// <summary>In a process of its own: other tests need the pool.</summary>
    [Fact]
    public void Deadlines_do_not_need_the_thread_pool()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The child is started by a shell of Unix.");
        Assert.Equal((0, "DeadlinePassed\n"), Child.Run(nameof(Child.BlockTheThreadPool)));
    }

    internal static void BlockTheThreadPool()
    {
        ThreadPool.SetMinThreads(1, 1);
        using var release = new ManualResetEventSlim();
        for (var count = 0; count < 200; count++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => release.Wait(), null);
        }

        using var guest = new Guest("""(module (func (export "loop") (loop $l (br $l))))""", options: Interruptible);
        using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(20)))
        {
            Console.WriteLine(Assert.Throws<TrapException>(guest.Get<Action>("loop")).Code);
        }

        release.Set();
    }

    [Fact]
    public void A_deadline_of_no_time_has_passed_at_once_and_one_without_end_never_does()
    {
        using var guest = Make(null);
        using (guest.Store.InterruptAfter(TimeSpan.Zero))
        {
            Assert.Throws<TrapException>(guest.Get<Action>("loop"));
        }

        using (guest.Store.InterruptAfter(TimeSpan.MaxValue))
        {
            Assert.Equal(1, guest.Get<Func<int, int>>("recursion")(0));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Store.InterruptAfter(TimeSpan.FromTicks(-1)));
    }

    private static Guest Make(MemoryMode? mode, Action<Caller>? host = null) =>
        new(Program, linker => linker.Define("env", "host", host ?? (_ => { })), Interruptible with { MemoryMode = mode });
}
