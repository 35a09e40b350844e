using System.Runtime.CompilerServices;
using Lanner.Components.Async;

namespace Lanner.Components.Tests;

/// <summary>Faults of other hosts in tasks, streams and futures. The official tests have more of them.</summary>
public sealed class KnownFaultsInTasks
{
    /// <summary>A component with a function whose code is given, which has all that is about tasks to import.</summary>
    private static string Guest(string type, string code, string element = "u8", string lift = "") => $$"""
        (component
          (import "note" (func $note (param "n" u32)))
          (core func $note (canon lower (func $note)))
          (core module $Memory
            (memory (export "mem") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096)))
          (core instance $memory (instantiate $Memory))
          (type $stream (stream {{element}}))
          (type $future (future {{element}}))
          (core func $stream.new (canon stream.new $stream))
          (core func $read (canon stream.read $stream (memory (core memory $memory "mem")) (realloc (core func $memory "realloc"))))
          (core func $read-async
            (canon stream.read $stream async (memory (core memory $memory "mem")) (realloc (core func $memory "realloc"))))
          (core func $write-async (canon stream.write $stream async (memory (core memory $memory "mem"))))
          (core func $future.new (canon future.new $future))
          (core func $future.drop-readable (canon future.drop-readable $future))
          (core func $future.drop-writable (canon future.drop-writable $future))
          (core func $future.write (canon future.write $future async (memory (core memory $memory "mem"))))
          (core func $set.new (canon waitable-set.new))
          (core func $set.wait (canon waitable-set.wait (memory (core memory $memory "mem"))))
          (core func $set.drop (canon waitable-set.drop))
          (core func $join (canon waitable.join))
          (core module $M
            (import "" "mem" (memory 1))
            (import "" "note" (func $note (param i32)))
            (import "" "stream.new" (func $stream.new (result i64)))
            (import "" "read" (func $read (param i32 i32 i32) (result i32)))
            (import "" "read-async" (func $read-async (param i32 i32 i32) (result i32)))
            (import "" "write-async" (func $write-async (param i32 i32 i32) (result i32)))
            (import "" "future.new" (func $future.new (result i64)))
            (import "" "future.drop-readable" (func $future.drop-readable (param i32)))
            (import "" "future.drop-writable" (func $future.drop-writable (param i32)))
            (import "" "future.write" (func $future.write (param i32 i32) (result i32)))
            (import "" "set.new" (func $set.new (result i32)))
            (import "" "set.wait" (func $set.wait (param i32 i32) (result i32)))
            (import "" "set.drop" (func $set.drop (param i32)))
            (import "" "join" (func $join (param i32 i32)))
            (func $readable (param i64) (result i32) (i32.wrap_i64 (local.get 0)))
            (func $writable (param i64) (result i32) (i32.wrap_i64 (i64.shr_u (local.get 0) (i64.const 32))))
            (func (export "f") {{code}}))
          (core instance $m (instantiate $M (with "" (instance
            (export "mem" (memory $memory "mem"))
            (export "note" (func $note))
            (export "stream.new" (func $stream.new))
            (export "read" (func $read))
            (export "read-async" (func $read-async))
            (export "write-async" (func $write-async))
            (export "future.new" (func $future.new))
            (export "future.drop-readable" (func $future.drop-readable))
            (export "future.drop-writable" (func $future.drop-writable))
            (export "future.write" (func $future.write))
            (export "set.new" (func $set.new))
            (export "set.wait" (func $set.wait))
            (export "set.drop" (func $set.drop))
            (export "join" (func $join))))))
          (func (export "f") {{type}} (canon lift (core func $m "f") {{lift}})))
        """;

    /// <summary>wt#12043, #12282.</summary>
    [Theory]
    [InlineData("(drop (call $set.wait (call $set.new) (i32.const 0)))")]
    [InlineData("(drop (call $read (call $readable (call $stream.new)) (i32.const 0) (i32.const 1)))")]
    public void A_synchronous_task_does_not_wait(string code) =>
        Assert.Contains("cannot block a synchronous task", TrapOf(Guest("", code)), StringComparison.Ordinal);

    /// <summary>wt#13086, #12767, #14181.</summary>
    [Theory]
    [InlineData("read-async", "readable", 1 << 28)]
    [InlineData("read-async", "readable", -1)]
    [InlineData("write-async", "writable", 1 << 28)]
    [InlineData("write-async", "writable", -1)]
    [InlineData("write-async", "writable", 65_537)]
    public void Counts_too_large_for_the_memory_trap(string copy, string end, int count) =>
        Assert.Contains(
            "out-of-bounds",
            TrapOf(Guest("", $"(drop (call ${copy} (call ${end} (call $stream.new)) (i32.const 0) (i32.const {count})))")),
            StringComparison.Ordinal);

    /// <summary>wt#12971 and others.</summary>
    [Fact]
    public void What_is_in_a_set_is_not_waited_for_alone() =>
        Assert.Contains(
            "waitable cannot be used synchronously while added to a waitable set",
            TrapOf(Guest("", """
                (local $in i32)
                (local.set $in (call $readable (call $stream.new)))
                (call $join (local.get $in) (call $set.new))
                (drop (call $read (local.get $in) (i32.const 0) (i32.const 1)))
                """)),
            StringComparison.Ordinal);

    /// <summary>wt#12971 and others.</summary>
    [Fact]
    public void A_set_with_something_in_it_is_not_dropped() =>
        Assert.Contains(
            "cannot drop waitable set",
            TrapOf(Guest("", """
                (local $set i32)
                (local.set $set (call $set.new))
                (call $join (call $readable (call $stream.new)) (local.get $set))
                (call $set.drop (local.get $set))
                """)),
            StringComparison.Ordinal);

    /// <summary>wt#11981.</summary>
    [Fact]
    public async Task All_that_the_host_has_written_comes_before_the_end()
    {
        var notes = await Run(
            Guest(
                """async (param "in" (stream u32))""",
                """
                (param $in i32) (local $result i32)
                (loop $more
                  (call $note (local.tee $result (call $read (local.get $in) (i32.const 0) (i32.const 3))))
                  (br_if $more (i32.eqz (i32.and (local.get $result) (i32.const 15)))))
                """,
                "u32"),
            ComponentValue.FromStream(ComponentStream.FromValues(Ten(TestContext.Current.CancellationToken))));

        // A number of values, and whether the other end was dropped.
        Assert.Equal([3 << 4, 3 << 4, 3 << 4, 1 << 4, 1], notes);
    }

    /// <summary>wt#13691, #13914.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("(call $future.drop-readable (call $readable (local.get $pair)))")]
    public void A_future_is_not_dropped_before_something_is_written(string before) =>
        Assert.Contains(
            "cannot drop future write end without first writing a value",
            TrapOf(Guest("", $"""
                (local $pair i64)
                (local.set $pair (call $future.new))
                {before}
                (call $future.drop-writable (call $writable (local.get $pair)))
                """)),
            StringComparison.Ordinal);

    /// <summary>wt#13691, #13914.</summary>
    [Fact]
    public void A_future_whose_reader_is_gone_is_dropped_once_that_was_told()
    {
        using var running = new Running();
        running.Linker.Define("note", (_, _) => null);
        running.Instantiate(Guest("", """
            (local $pair i64)
            (local.set $pair (call $future.new))
            (call $future.drop-readable (call $readable (local.get $pair)))
            (if (i32.ne (call $future.write (call $writable (local.get $pair)) (i32.const 0)) (i32.const 1)) (then unreachable))
            (call $future.drop-writable (call $writable (local.get $pair)))
            """)).GetFunction("f").Call();
    }

    /// <summary>wt#14018, cm#580.</summary>
    [Theory]
    [InlineData("u8", null)]
    [InlineData("string", "cannot read from and write to intra-component stream")]
    public void An_instance_reads_its_own_stream_of_numbers_only(string element, string? expected)
    {
        var text = Guest("", """
            (local $pair i64)
            (local.set $pair (call $stream.new))
            (i32.store8 (i32.const 32) (i32.const 7))
            (drop (call $read-async (call $readable (local.get $pair)) (i32.const 16) (i32.const 1)))
            (if (i32.ne (call $write-async (call $writable (local.get $pair)) (i32.const 32) (i32.const 1)) (i32.const 16))
              (then unreachable))
            (if (i32.ne (i32.load8_u (i32.const 16)) (i32.const 7)) (then unreachable))
            """, element);
        if (expected is not null)
        {
            Assert.Contains(expected, TrapOf(text), StringComparison.Ordinal);
            return;
        }

        using var running = new Running();
        running.Linker.Define("note", (_, _) => null);
        running.Instantiate(text).GetFunction("f").Call();
    }

    /// <summary>GHSA-852m-cvvp-9p4w: what guests do again and again takes no memory of the host.</summary>
    [Fact]
    public void Joining_and_leaving_a_set_again_and_again_takes_no_memory()
    {
        var set = new WaitableSet(null!);
        var waitable = new Eventful();
        waitable.SetEvent(null!);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            waitable.Join(set);
            waitable.Join(null);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(set.HasEvent);
    }

    [Fact]
    public void Of_an_error_context_a_bounded_message_is_kept()
    {
        Assert.Equal("short", ErrorContext.Shorten("short"));
        Assert.Equal(1024, ErrorContext.Shorten(new string('x', 5000)).Length);
        Assert.Equal(1023, ErrorContext.Shorten(new string('x', 1023) + "\U0001F600").Length);
    }

    private static async IAsyncEnumerable<ComponentValue> Ten([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.Yield();
        for (var index = 0u; index < 10; index++)
        {
            yield return ComponentValue.FromU32(index);
        }
    }

    private static async Task<List<uint>> Run(string text, params ComponentValue[] arguments)
    {
        using var running = new Running();
        var notes = new List<uint>();
        running.Linker.Define("note", (_, values) =>
        {
            notes.Add(values[0].AsU32());
            return null;
        });
        await running.Instantiate(text).GetFunction("f").CallAsync(arguments, cancellation: TestContext.Current.CancellationToken);
        return notes;
    }

    private static string TrapOf(string text)
    {
        using var running = new Running();
        running.Linker.Define("note", (_, _) => null);
        var function = running.Instantiate(text).GetFunction("f");
        return Assert.Throws<TrapException>(() => function.Call()).Message;
    }

    private sealed class Eventful : Waitable
    {
        internal override string Description => "a waitable";

        private protected override WaitableEvent MakeEvent() => WaitableEvent.None;
    }
}
