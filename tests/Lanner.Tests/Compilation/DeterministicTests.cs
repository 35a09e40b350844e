using System.Runtime.Intrinsics;

namespace Lanner.Tests.Compilation;

/// <summary>Tests the promise of the option <see cref="EngineOptions.Deterministic"/>.</summary>
public sealed class DeterministicTests
{
    private const string Module = """
        (module
          (func (export "f32") (param f32 f32) (result f32) (f32.mul (f32.add (local.get 0) (local.get 1)) (local.get 1)))
          (func (export "f64") (param f64 f64) (result f64) (f64.min (local.get 0) (local.get 1)))
          (func (export "demote") (param f64) (result f32) (f32.demote_f64 (local.get 0)))
          (func (export "neg") (param f32) (result f32) (f32.neg (local.get 0)))
          (func (export "f32x4") (param v128 v128) (result v128) (f32x4.div (f32x4.sub (local.get 0) (local.get 1)) (local.get 1)))
          (func (export "f64x2.bits") (param v128) (result v128) (f64x2.add (f32x4.add (local.get 0) (local.get 0)) (v128.const f64x2 0 0)))
          (func (export "madd") (param v128 v128 v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
          (func (export "nmadd") (param v128 v128 v128) (result v128) (f64x2.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))
          (func (export "swizzle") (param v128 v128) (result v128) (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))
          (func (export "trunc") (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_u (local.get 0)))
          (func (export "select") (param v128 v128 v128) (result v128) (i8x16.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
          (func (export "q15") (param v128 v128) (result v128) (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))
          (func (export "dot") (param v128 v128) (result v128) (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) (local.get 1)))
          (func (export "max") (param v128 v128) (result v128) (f32x4.relaxed_max (local.get 0) (local.get 1))))
        """;

    private static Guest MakeGuest() => new(Module, options: new EngineOptions { Deterministic = true });

    [Fact]
    public void Every_NaN_that_an_instruction_makes_is_the_canonical_one()
    {
        using var guest = MakeGuest();
        var payload = Value.FromSingleBits(0xFFC1_2345);
        Assert.Equal([Value.FromSingleBits(0x7FC0_0000)], guest.Invoke("f32", payload, 1f));
        Assert.Equal([Value.FromSingleBits(0x7FC0_0000)], guest.Invoke("f32", float.PositiveInfinity, float.NegativeInfinity));
        Assert.Equal([Value.FromDoubleBits(0x7FF8_0000_0000_0000)], guest.Invoke("f64", 1.0, Value.FromDoubleBits(0xFFF4_0000_0000_0001)));
        Assert.Equal([Value.FromSingleBits(0x7FC0_0000)], guest.Invoke("demote", Value.FromDoubleBits(0xFFFF_FFFF_FFFF_FFFF)));
        var lanes = Vector128.Create(0xFFC1_2345u, 0x3F80_0000, 0x7FA0_0000, 0x4000_0000).AsByte();
        Assert.Equal(
            Vector128.Create(0x7FC0_0000u, 0, 0x7FC0_0000, 0x3F80_0000).AsByte(),
            guest.Invoke("f32x4", lanes, Vector128.Create(1f).AsByte())[0].AsVector128());
    }

    [Fact]
    public void A_NaN_that_is_only_moved_or_negated_keeps_its_bits()
    {
        using var guest = MakeGuest();
        Assert.Equal([Value.FromSingleBits(0x7FC1_2345)], guest.Invoke("neg", Value.FromSingleBits(0xFFC1_2345)));
    }

    [Fact]
    public void The_NaN_of_one_shape_is_canonical_where_another_looks_at_its_bits()
    {
        // As f64 the two canonical f32 are a number.
        using var guest = MakeGuest();
        var nan = Vector128.Create(0xFFC1_2345u).AsByte();
        Assert.Equal(Vector128.Create(0x7FC0_0000_7FC0_0000UL).AsByte(), guest.Invoke("f64x2.bits", nan)[0].AsVector128());
    }

    [Fact]
    public void Relaxed_instructions_do_what_strict_ones_do()
    {
        using var guest = MakeGuest();
        var factor = Vector128.Create(1f + float.Pow(2, -12)).AsByte();
        var addend = Vector128.Create(-1f).AsByte();
        Assert.Equal(
            Vector128.Create((float)((1 + Math.Pow(2, -12)) * (1 + Math.Pow(2, -12))) - 1f).AsByte(),
            guest.Invoke("madd", factor, factor, addend)[0].AsVector128());
        Assert.Equal(
            Vector128.Create(-5.0).AsByte(),
            guest.Invoke("nmadd", Vector128.Create(2.0).AsByte(), Vector128.Create(3.0).AsByte(), Vector128.Create(1.0).AsByte())[0]
                .AsVector128());
        Assert.Equal(Vector128<byte>.Zero, guest.Invoke("swizzle", Vector128.Create((byte)7), Vector128.Create((byte)16))[0].AsVector128());
        Assert.Equal(
            Vector128.Create(uint.MaxValue, 0, 0, 0).AsByte(),
            guest.Invoke("trunc", Vector128.Create(5e9f, -1f, float.NaN, 0.9f).AsByte())[0].AsVector128());
        Assert.Equal(
            Vector128.Create((byte)0x81),
            guest.Invoke("select", Vector128.Create((byte)0xFF), Vector128.Create((byte)0x01), Vector128.Create((byte)0x80))[0]
                .AsVector128());
        Assert.Equal(
            Vector128.Create(short.MaxValue).AsByte(),
            guest.Invoke("q15", Vector128.Create(short.MinValue).AsByte(), Vector128.Create(short.MinValue).AsByte())[0].AsVector128());
        Assert.Equal(
            Vector128.Create((short)-512).AsByte(),
            guest.Invoke("dot", Vector128.Create((sbyte)2).AsByte(), Vector128.Create((sbyte)-128).AsByte())[0].AsVector128());
        Assert.Equal(
            Vector128.Create(0x7FC0_0000u).AsByte(),
            guest.Invoke("max", Vector128.Create(float.NaN).AsByte(), Vector128.Create(1f).AsByte())[0].AsVector128());
    }
}
