using System.Text;
using Lanner.Compilation.Layout;

namespace Lanner.Tests.Compilation;

/// <summary>With <see cref="EngineOptions.Deterministic"/> a program leaves the same bits and uses the same fuel each time, however it is
/// compiled.</summary>
public sealed class DeterministicRunTests
{
    private const int Turns = 3000;

    /// <summary>Of two numbers; what is a NaN or is relaxed above all.</summary>
    private static readonly string[] Results =
    [
        .. Scalars("f32", "i32x4"), .. Scalars("f64", "i64x2"),
        "(i32x4.splat (i32.reinterpret_f32 (f32.demote_f64 (f64.reinterpret_i64 (local.get $x)))))",
        "(i64x2.splat (i64.reinterpret_f64 (f64.promote_f32 (f32.reinterpret_i32 (i32.wrap_i64 (local.get $x))))))",
        .. Lanes("f32x4"), .. Lanes("f64x2"),
        "(f32x4.demote_f64x2_zero (local.get $v))", "(f64x2.promote_low_f32x4 (local.get $v))",
        "(i8x16.relaxed_swizzle (local.get $v) (local.get $w))",
        "(i32x4.relaxed_trunc_f32x4_s (local.get $v))", "(i32x4.relaxed_trunc_f32x4_u (local.get $v))",
        "(i32x4.relaxed_trunc_f64x2_s_zero (local.get $v))", "(i32x4.relaxed_trunc_f64x2_u_zero (local.get $v))",
        .. ((string[])["i8x16", "i16x8", "i32x4", "i64x2"])
            .Select(shape => $"({shape}.relaxed_laneselect (local.get $v) (local.get $w) (v128.not (local.get $v)))"),
        "(i16x8.relaxed_q15mulr_s (local.get $v) (local.get $w))",
        "(i16x8.relaxed_dot_i8x16_i7x16_s (local.get $v) (local.get $w))",
        "(i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $v) (local.get $w) (local.get $v))",
    ];

    [Fact]
    public void Two_runs_in_every_mode_are_the_same_to_the_bit()
    {
        var outcomes = new Dictionary<string, (byte[] Memory, long Fuel)>();
        foreach (var mode in (MemoryMode?[])[null, MemoryMode.Checked])
        {
            foreach (var compilation in Enum.GetValues<CompilationMode>())
            {
                foreach (var cut in (MethodLimits?[])[null, MethodLimits.OfInstructions(40)])
                {
                    var options = new EngineOptions
                    {
                        Deterministic = true,
                        FuelCosts = FuelCosts.Default,
                        MemoryMode = mode,
                        Compilation = compilation,
                        MethodLimits = cut,
                    };
                    for (var run = 0; run < 2; run++)
                    {
                        using var guest = new Guest(Program(), options: options);
                        guest.Get<Action<int>>("run")(Turns);
                        outcomes.Add($"{mode}, {compilation}, {(cut is null ? "whole" : "cut")}, run {run}",
                            (guest.Instance.GetMemory("memory").GetSpan(0, Results.Length * 16).ToArray(), guest.Store.FuelConsumed));
                    }
                }
            }
        }

        var first = outcomes.First();
        Assert.True(first.Value.Memory.Chunk(16).All(result => result.Any(value => value != 0)), "Every instruction has left something.");
        foreach (var (way, outcome) in outcomes)
        {
            Assert.True(outcome.Fuel == first.Value.Fuel, $"{way}: {outcome.Fuel} units of fuel, {first.Key}: {first.Value.Fuel}");
            for (var index = 0; index < Results.Length; index++)
            {
                var expected = first.Value.Memory.AsSpan(index * 16, 16);
                var actual = outcome.Memory.AsSpan(index * 16, 16);
                Assert.True(
                    expected.SequenceEqual(actual),
                    $"{Results[index]}: {Convert.ToHexString(actual)} ({way}), {Convert.ToHexString(expected)} ({first.Key})");
            }
        }
    }

    private static IEnumerable<string> Scalars(string type, string lanes)
    {
        var (x, y) = type == "f32"
            ? ("(f32.reinterpret_i32 (i32.wrap_i64 (local.get $x)))", "(f32.reinterpret_i32 (i32.wrap_i64 (local.get $y)))")
            : ("(f64.reinterpret_i64 (local.get $x))", "(f64.reinterpret_i64 (local.get $y))");
        var integer = type.Replace('f', 'i');
        return ((string[])["add", "sub", "mul", "div", "min", "max", "copysign"]).Select(name => $"{type}.{name} {x} {y}")
            .Concat(((string[])["sqrt", "ceil", "floor", "trunc", "nearest", "abs", "neg"]).Select(name => $"{type}.{name} {x}"))
            .Select(value => $"({lanes}.splat ({integer}.reinterpret_{type} ({value})))");
    }

    private static IEnumerable<string> Lanes(string shape) =>
    [
        .. ((string[])["add", "sub", "mul", "div", "min", "max", "pmin", "pmax", "relaxed_min", "relaxed_max"])
            .Select(name => $"({shape}.{name} (local.get $v) (local.get $w))"),
        .. ((string[])["sqrt", "ceil", "floor", "trunc", "nearest", "abs", "neg"]).Select(name => $"({shape}.{name} (local.get $v))"),
        .. ((string[])["relaxed_madd", "relaxed_nmadd"]).Select(name => $"({shape}.{name} (local.get $v) (local.get $w) (local.get $v))"),
    ];

    /// <summary>Numbers by chance, every other one a NaN or infinite; each result is mixed into a place of its own in memory.</summary>
    private static string Program()
    {
        var text = new StringBuilder("""
            (module
              (memory (export "memory") 1)
              (func (export "run") (param $turns i32) (local $x i64) (local $y i64) (local $v v128) (local $w v128)
                (local.set $y (i64.const 0x9E3779B97F4A7C15))
                (loop $next
                  (local.set $x (i64.add (i64.mul (local.get $y) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
                  (local.set $y (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 29))))
                  (if (i32.and (local.get $turns) (i32.const 1))
                    (then (local.set $x (i64.or (local.get $x) (i64.const 0x7FF000007F800000)))))
                  (if (i32.and (local.get $turns) (i32.const 2))
                    (then (local.set $y (i64.or (local.get $y) (i64.const 0x7FF000007F800000)))))
                  (local.set $v (i64x2.replace_lane 1 (i64x2.splat (local.get $x)) (local.get $y)))
                  (local.set $w (i64x2.replace_lane 1 (i64x2.splat (local.get $y)) (i64.rotl (local.get $x) (i64.const 13))))

            """);
        for (var index = 0; index < Results.Length; index++)
        {
            var place = $"(i32.const {index * 16})";
            text.Append(
                $"(v128.store {place} (v128.xor {Results[index]} (i64x2.mul (v128.load {place}) (v128.const i64x2 "
                + $"0x9E3779B97F4A7C15 0xBF58476D1CE4E5B9))))\n");
        }

        return text.Append("(br_if $next (local.tee $turns (i32.sub (local.get $turns) (i32.const 1))))))) ").ToString();
    }
}
