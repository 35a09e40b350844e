namespace Lanner.Tests.Aggregates;

/// <summary>Tests how much of the heap guests may hold.</summary>
public sealed class HeapLimitTests
{
    private const string Text = """
        (module
          (type $node (struct (field (ref null $node)) (field i64)))
          (type $bytes (array (mut i8)))
          (global $list (mut (ref null $node)) (ref.null $node))
          (global $bytes (mut (ref null $bytes)) (ref.null $bytes))
          (func (export "keep") (param $count i32)
            (loop $l
              (global.set $list (struct.new $node (global.get $list) (i64.const 1)))
              (br_if $l (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
          (func (export "drop") (param $count i32)
            (loop $l
              (drop (struct.new $node (ref.null $node) (i64.const 1)))
              (br_if $l (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
          (func (export "forget") (global.set $list (ref.null $node)))
          (func (export "array") (param i32) (global.set $bytes (array.new_default $bytes (local.get 0)))))
        """;

    private static readonly StoreLimits Limits = new() { HeapBytes = 8 << 20 };

    [Fact]
    public void A_guest_that_holds_too_much_traps_and_can_go_on_when_it_lets_go()
    {
        using var guest = new Guest(Text, limits: Limits);
        var keep = guest.Get<Action<int>>("keep");

        // A node takes 32 bytes.
        keep(100_000);
        var error = Assert.Throws<TrapException>(() => keep(1_000_000));
        Assert.Equal(TrapCode.HeapExhausted, error.Code);
        Assert.Equal(new ResourceLimit(ResourceKind.Heap, 8 << 20), error.Limit);
        Assert.Equal($"heap exhausted: the limit is {8 << 20} bytes of structures and arrays", error.Message);
        Assert.Equal(TrapCode.HeapExhausted, Assert.Throws<TrapException>(() => keep(1_000_000)).Code);
        guest.Get<Action>("forget")();
        keep(100_000);
    }

    [Fact]
    public void Garbage_does_not_count()
    {
        using var guest = new Guest(Text, limits: Limits);
        guest.Get<Action<int>>("keep")(50_000);
        guest.Get<Action<int>>("drop")(10_000_000);
        guest.Get<Action<int>>("keep")(50_000);
    }

    [Fact]
    public void Arrays_count_with_their_length()
    {
        using var guest = new Guest(Text, limits: Limits);
        var array = guest.Get<Action<int>>("array");
        array(6 << 20);
        Assert.Equal(TrapCode.HeapExhausted, Assert.Throws<TrapException>(() => array(9 << 20)).Code);

        // The first is garbage once the second has taken its place.
        array(1);
        array(6 << 20);
        array(1);
    }

    [Fact]
    public void What_is_held_is_estimated_within_some_per_cent()
    {
        using var guest = new Guest(Text, limits: Limits);
        guest.Get<Action<int>>("keep")(150_000);
        guest.Get<Action<int>>("drop")(1_000_000);
        Assert.InRange(guest.Store.Heap.Estimate, 3 << 20, 12 << 20);
    }

    [Fact]
    public void A_limit_is_not_negative() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Store(new Engine(), new StoreLimits { HeapBytes = -1 }));
}
