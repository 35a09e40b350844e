namespace Lanner.Tests.Aggregates;

/// <summary>Tests that measure the heap of the process, which no other test may use meanwhile.</summary>
[CollectionDefinition(nameof(MeasuredHeap), DisableParallelization = true)]
public sealed class MeasuredHeap;

/// <summary>Tests how much exceptions take on the heap that a guest keeps.</summary>
[Collection(nameof(MeasuredHeap))]
public sealed class ExceptionHeapTests
{
    private const int Limit = 8 << 20;

    [Theory]
    [InlineData(0, 0, 3000)]
    [InlineData(50, 0, 3000)]
    [InlineData(2000, 0, 200)]
    [InlineData(10, 60, 200)]
    [InlineData(300, 60, 10)]
    public void Exceptions_count_with_what_the_runtime_records_of_their_way(int depth, int timesThrownAgain, int rounds)
    {
        using var guest = new Guest(
            $"""
            (module
              (tag $t (param i64))
              (table $kept 1000000 exnref)
              (global $rounds (export "rounds") (mut i32) (i32.const 0))
              (func $throw (param i32) (result i32)
                (if (i32.eqz (local.get 0)) (then (throw $t (i64.const 1))))
                (i32.add (i32.const 1) (call $throw (i32.sub (local.get 0) (i32.const 1)))))
              (func $again (param i32 exnref) (result i32)
                (if (i32.eqz (local.get 0)) (then (throw_ref (local.get 1))))
                (i32.add (i32.const 1) (call $again (i32.sub (local.get 0) (i32.const 1)) (local.get 1))))
              (func $round (local $exception exnref) (local $times i32)
                (block $caught (result exnref)
                  (try_table (catch_all_ref $caught) (drop (call $throw (i32.const {depth}))))
                  (unreachable))
                (local.set $exception)
                (block $done
                  (loop $l
                    (br_if $done (i32.ge_u (local.get $times) (i32.const {timesThrownAgain})))
                    (block $caught (result exnref)
                      (try_table (catch_all_ref $caught) (drop (call $again (i32.const {depth}) (local.get $exception))))
                      (unreachable))
                    (local.set $exception)
                    (local.set $times (i32.add (local.get $times) (i32.const 1)))
                    (br $l)))
                (table.set $kept (global.get $rounds) (local.get $exception)))
              (func (export "run")
                (loop $l
                  (call $round)
                  (global.set $rounds (i32.add (global.get $rounds) (i32.const 1)))
                  (br_if $l (i32.lt_u (global.get $rounds) (i32.const {rounds}))))))
            """,
            limits: new StoreLimits { HeapBytes = Limit });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var error = Record.Exception(guest.Get<Action>("run"));
        GC.Collect();
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        // What is recorded of a way is counted by an upper bound.
        Assert.True(error is null or TrapException { Code: TrapCode.HeapExhausted }, error?.ToString());
        Assert.InRange(held, 0, (Limit * 5 / 4) + (1 << 20));
        if (error is null)
        {
            Assert.InRange(guest.Store.Heap.Estimate, held / 2, long.MaxValue);
        }
    }
}
