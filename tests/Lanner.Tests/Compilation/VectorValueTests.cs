using System.Runtime.Intrinsics;

namespace Lanner.Tests.Compilation;

/// <summary>Vectors as values: wherever a value can be, a vector can.</summary>
public sealed class VectorValueTests
{
    private static readonly Vector128<byte> First = Vector128.Create(0x0807060504030201UL, 0x100F0E0D0C0B0A09UL).AsByte();
    private static readonly Vector128<byte> Second = Vector128.Create(ulong.MaxValue, 0x7FA0000000000001UL).AsByte();

    [Fact]
    public void Vectors_pass_through_locals_blocks_loops_select_and_several_results()
    {
        using var guest = new Guest("""
            (module
              (func $swap (param v128 v128) (result v128 v128) local.get 1 local.get 0)
              (func (export "swap") (param v128 v128) (result v128 v128) local.get 0 local.get 1 call $swap)
              (func (export "select") (param v128 v128 i32) (result v128) local.get 0 local.get 1 local.get 2 select)
              (func (export "block") (param v128 v128 i32) (result v128)
                (block $out (result v128)
                  local.get 0 local.get 2 br_if $out drop local.get 1))
              (func (export "loop") (param v128 i32) (result v128) (local $sum v128)
                local.get 0
                (loop $again (param v128) (result v128)
                  local.get 0 i32x4.add local.tee $sum
                  (br_if $again (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))))
              (func (export "mixed") (param i32 v128 f32) (result i32 v128 f32 i64 v128)
                local.get 0 local.get 1 local.get 2 i64.const 7 local.get 1 v128.not))
            """);
        Assert.Equal(
            (Second, First), guest.Get<Func<Vector128<byte>, Vector128<byte>, (Vector128<byte>, Vector128<byte>)>>("swap")(First, Second));
        Assert.Equal([(Value)Second, First], guest.Invoke("swap", First, Second));
        Assert.Equal([(Value)First], guest.Invoke("select", First, Second, 1));
        Assert.Equal([(Value)Second], guest.Invoke("select", First, Second, 0));
        Assert.Equal([(Value)First], guest.Invoke("block", First, Second, 1));
        Assert.Equal([(Value)Second], guest.Invoke("block", First, Second, 0));
        Assert.Equal(
            Vector128.Create(4, 8, 12, 16), guest.Get<Func<Vector128<int>, int, Vector128<int>>>("loop")(Vector128.Create(1, 2, 3, 4), 3));
        Assert.Equal([5, First, 2.5f, 7L, ~First], guest.Invoke("mixed", 5, First, 2.5f));
    }

    [Fact]
    public void Globals_hold_vectors_of_their_own_and_shared_ones()
    {
        using var guest = new Guest("""
            (module
              (global $own (mut v128) (v128.const i64x2 1 2))
              (global $shared (export "shared") (mut v128) (v128.const i64x2 3 4))
              (func (export "exchange") (param v128) (result v128)
                global.get $own
                (global.set $own (local.get 0))
                (global.set $shared (i64x2.add (global.get $shared) (local.get 0)))))
            """);
        var exchange = guest.Get<Func<Vector128<long>, Vector128<long>>>("exchange");
        Assert.Equal(Vector128.Create(1L, 2), exchange(Vector128.Create(10L, 20)));
        Assert.Equal(Vector128.Create(10L, 20), exchange(Vector128.Create(100L, 200)));
        Assert.Equal(Vector128.Create(113L, 224).AsByte(), guest.Instance.FindGlobal("shared")!.Value.AsVector128());
    }

    [Fact]
    public void Functions_of_the_host_take_and_give_vectors()
    {
        using var guest = new Guest(
            """
            (module
              (import "host" "negate" (func $negate (param v128) (result v128)))
              (import "host" "both" (func $both (param v128 i32) (result v128 v128)))
              (func (export "run") (param v128) (result v128)
                local.get 0 call $negate
                i32.const 3 call $both
                i32x4.add))
            """,
            linker =>
            {
                linker.Define("host", "negate", (Vector128<int> value) => -value);
                linker.Define("host", "both", (Vector128<byte> value, int factor) => (value, (value.AsInt32() * factor).AsByte()));
            });
        Assert.Equal(
            Vector128.Create(-4, 8, 0, -40), guest.Get<Func<Vector128<int>, Vector128<int>>>("run")(Vector128.Create(1, -2, 0, 10)));
    }

    [Fact]
    public void Exceptions_carry_vectors()
    {
        using var guest = new Guest("""
            (module
              (tag $pair (param v128 i32 v128))
              (func $throw (param v128 v128) (throw $pair (local.get 0) (i32.const 7) (local.get 1)))
              (func (export "caught") (param v128 v128) (result v128 i32 v128)
                (block $caught (result v128 i32 v128)
                  (try_table (catch $pair $caught) (call $throw (local.get 0) (i32x4.neg (local.get 1))))
                  unreachable)))
            """);
        Assert.Equal(
            [First, 7, Vector128.Create(-1, -2, -3, -4).AsByte()], guest.Invoke("caught", First, Vector128.Create(1, 2, 3, 4).AsByte()));
    }

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void A_lane_is_loaded_after_address_and_vector_were_evaluated_in_their_order(MemoryMode mode)
    {
        using var guest = new Guest(
            """
            (module
              (memory 1)
              (data (i32.const 16) "\2a")
              (func (export "load") (param $at i32) (result v128)
                (v128.load8_lane 3
                  (local.tee $at (i32.add (local.get $at) (i32.const 8)))
                  (i8x16.splat (local.tee $at (i32.add (local.get $at) (i32.const 100))))))
              (func (export "store") (param $at i32) (result i32)
                (v128.store16_lane 1
                  (local.tee $at (i32.add (local.get $at) (i32.const 2)))
                  (i16x8.splat (local.tee $at (i32.add (local.get $at) (i32.const 300)))))
                (i32.load16_u (i32.const 34)))
              (func (export "outside") (param i32) (result v128) (v128.load64_lane 0 (local.get 0) (i8x16.splat (i32.const 1)))))
            """,
            options: new EngineOptions { MemoryMode = mode });
        var expected = Vector128.Create((byte)116).WithElement(3, (byte)0x2A);
        Assert.Equal(expected, guest.Get<Func<int, Vector128<byte>>>("load")(8));
        Assert.Equal(334, guest.Get<Func<int, int>>("store")(32));
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => guest.Invoke("outside", 65529)).Code);
    }

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void A_load_whose_value_is_dropped_traps_for_its_last_byte(MemoryMode mode)
    {
        using var guest = new Guest(
            """
            (module
              (memory 1)
              (func (export "v128") (param i32) (drop (v128.load (local.get 0))))
              (func (export "i64") (param i32) (drop (i64.load (local.get 0))))
              (func (export "f32") (param i32) (drop (f32.load (local.get 0)))))
            """,
            options: new EngineOptions { MemoryMode = mode });
        foreach (var (name, width) in new[] { ("v128", 16), ("i64", 8), ("f32", 4) })
        {
            guest.Invoke(name, 65536 - width);
            Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => guest.Invoke(name, 65537 - width)).Code);
        }
    }
}
