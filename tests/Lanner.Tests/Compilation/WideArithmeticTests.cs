using CsCheck;

namespace Lanner.Tests.Compilation;

/// <summary>128-bit arithmetic against that of .NET.</summary>
public sealed class WideArithmeticTests
{
    private static readonly Gen<long> Halves = Gen.OneOf(Gen.Long, Gen.Long[-1, 1], Gen.Const(long.MaxValue), Gen.Const(long.MinValue));

    [Fact]
    public void Sums_differences_and_products_are_those_of_128_bits()
    {
        using var guest = new Guest(
            """
            (module
              (func (export "add") (param i64 i64 i64 i64) (result i64 i64) local.get 0 local.get 1 local.get 2 local.get 3 i64.add128)
              (func (export "sub") (param i64 i64 i64 i64) (result i64 i64) local.get 0 local.get 1 local.get 2 local.get 3 i64.sub128)
              (func (export "mul_s") (param i64 i64) (result i64 i64) local.get 0 local.get 1 i64.mul_wide_s)
              (func (export "mul_u") (param i64 i64) (result i64 i64) local.get 0 local.get 1 i64.mul_wide_u))
            """,
            options: new EngineOptions { Features = WasmFeatures.All });
        var add = guest.Get<Func<long, long, long, long, (long, long)>>("add");
        var subtract = guest.Get<Func<long, long, long, long, (long, long)>>("sub");
        var signed = guest.Get<Func<long, long, (long, long)>>("mul_s");
        var unsigned = guest.Get<Func<long, long, (long, long)>>("mul_u");

        Gen.Select(Halves, Halves, Halves, Halves).Sample(
            (a, b, c, d) =>
            {
                var (left, right) = (new Int128((ulong)b, (ulong)a), new Int128((ulong)d, (ulong)c));
                Assert.Equal(left + right, ToInteger(add(a, b, c, d)));
                Assert.Equal(left - right, ToInteger(subtract(a, b, c, d)));
                Assert.Equal((Int128)a * b, ToInteger(signed(a, b)));
                Assert.Equal((Int128)((UInt128)(ulong)a * (ulong)b), ToInteger(unsigned(a, b)));
            },
            threads: 1);
    }

    [Fact]
    public void Operands_are_evaluated_in_their_order_and_results_survive_what_comes_after()
    {
        using var guest = new Guest(
            """
            (module
              (func (export "f") (param $x i64) (result i64 i64)
                local.get $x
                (local.tee $x (i64.add (local.get $x) (i64.const 1)))
                (local.tee $x (i64.mul (local.get $x) (i64.const 10)))
                local.get $x
                i64.add128
                (local.set $x (i64.const 99))))
            """,
            options: new EngineOptions { Features = WasmFeatures.All });
        Assert.Equal((5L + 60, 6L + 60), guest.Get<Func<long, (long, long)>>("f")(5));
    }

    private static Int128 ToInteger((long Low, long High) halves) => new((ulong)halves.High, (ulong)halves.Low);
}
