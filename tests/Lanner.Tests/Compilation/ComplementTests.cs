using System.Text;

namespace Lanner.Tests.Compilation;

/// <summary>Comparisons that are computed with, compared and branched on, before the same comparison is branched on again: what the first
/// branch says of it must be right. (<c>JitQuirks.ComplementOfComparison</c>.)</summary>
public sealed class ComplementTests
{
    /// <summary>Numbers made of a comparison <c>C</c> and a mask <c>M</c>, and what they are.</summary>
    private static readonly (string Text, Func<int, int, long> Value)[] Numbers =
    [
        ("(i32.xor C (i32.const -1))", (c, _) => c ^ -1),
        ("(i32.xor (i32.const -1) C)", (c, _) => c ^ -1),
        ("(i32.xor (local.get $ones) C)", (c, _) => c ^ -1),
        ("(i32.xor C (i32.const 1))", (c, _) => c ^ 1),
        ("(i32.xor (i32.xor C (i32.const 1)) (i32.const -2))", (c, _) => c ^ -1),
        ("(i32.xor (i32.xor C (i32.const 3)) (i32.const -4))", (c, _) => c ^ -1),
        ("(i32.sub (i32.const -1) C)", (c, _) => -1 - c),
        ("(i32.sub (i32.const 1) C)", (c, _) => 1 - c),
        ("(i32.sub (i32.const 0) C)", (c, _) => -c),
        ("(i32.sub C (i32.const 1))", (c, _) => c - 1),
        ("(i32.add (i32.sub (i32.const 0) C) (i32.const -1))", (c, _) => -c - 1),
        ("(i32.and (i32.xor C (i32.const -1)) (i32.const 1))", (c, _) => (c ^ -1) & 1),
        ("(i32.and (i32.xor C (i32.const -1)) (i32.const 2))", (c, _) => (c ^ -1) & 2),
        ("(i32.and (i32.xor C (i32.const -1)) (local.get $mask))", (c, m) => (c ^ -1) & m),
        ("(i32.or (i32.xor C (i32.const -1)) (local.get $mask))", (c, m) => (c ^ -1) | m),
        ("(i32.mul C (i32.const -1))", (c, _) => -c),
        ("(i32.shl C (i32.const 1))", (c, _) => c << 1),
        ("(i32.shr_u C (i32.const 1))", (c, _) => c >> 1),
        ("(i32.and C (i32.const 2))", (c, _) => c & 2),
        ("(i32.xor (select (i32.const 1) (i32.const 0) C) (i32.const -1))", (c, _) => c ^ -1),
        ("(i32.xor (i32.eqz C) (i32.const -1))", (c, _) => (1 - c) ^ -1),
        ("(i32.rem_s (i32.xor C (i32.const -1)) (i32.const 2))", (c, _) => (c ^ -1) % 2),
        ("(i32.extend8_s (i32.xor C (i32.const -1)))", (c, _) => c ^ -1),
        ("(i32.wrap_i64 (i64.xor (i64.extend_i32_u C) (i64.const -1)))", (c, _) => c ^ -1),
        ("(i64.xor (i64.extend_i32_u C) (i64.const -1))", (c, _) => c ^ -1L),
        ("(i64.xor (i64.extend_i32_s C) (i64.const -1))", (c, _) => c ^ -1L),
        ("(i64.sub (i64.const -1) (i64.extend_i32_u C))", (c, _) => -1L - c),
    ];

    /// <summary>The ways to branch on a number, and when the branch is taken.</summary>
    private static readonly (string Text, Func<long, bool> Holds)[] Conditions =
    [
        ("N", n => n != 0), ("(T.eqz N)", n => n == 0), ("(i32.eqz (T.eqz N))", n => n != 0), ("(T.ne N (T.const 0))", n => n != 0),
        ("(T.eq N (T.const -1))", n => n == -1), ("(T.ne N (T.const -2))", n => n != -2), ("(T.lt_s N (T.const 0))", n => n < 0),
        ("(T.ge_s N (T.const -1))", n => n >= -1), ("(T.gt_u N (T.const 1))", n => n is < 0 or > 1),
    ];

    [Theory]
    [InlineData("i32", "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u")]
    [InlineData("i64", "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u")]
    [InlineData("f32", "eq ne lt gt le ge")]
    [InlineData("f64", "eq ne lt gt le ge")]
    public void A_branch_on_a_number_made_of_a_comparison_says_nothing_wrong_of_it(string type, string comparisons)
    {
        foreach (var comparison in comparisons.Split(' '))
        {
            Check(type, $"({type}.{comparison} (local.get 0) (local.get 1))");
        }

        if (type[0] == 'i')
        {
            Check(type, $"({type}.eqz ({type}.xor (local.get 0) (local.get 1)))");
            Check(type, $"({type}.eqz (local.get 0))");
        }
    }

    private static void Check(string type, string comparison)
    {
        var text = new StringBuilder("(module\n (type $box (struct (field (mut i32))))\n (global $g (mut i32) (i32.const 0))\n")
            .AppendLine($"(func (export \"compare\") (param {type} {type}) (result i32) {comparison})");
        var expected = new List<(string Name, Func<int, int, bool> Holds)>();
        foreach (var (number, value) in Numbers)
        {
            foreach (var (condition, holds) in Conditions)
            {
                var isWide = number.StartsWith("(i64", StringComparison.Ordinal);
                foreach (var (way, preparation, again) in Ways(comparison))
                {
                    var made = number.Replace("C", again, StringComparison.Ordinal);
                    if (condition == "N" && isWide)
                    {
                        continue;
                    }

                    var name = $"f{expected.Count}";
                    var tested = condition.Replace("N", way == "local" ? "(local.get $n)" : made, StringComparison.Ordinal)
                        .Replace("T", isWide ? "i64" : "i32", StringComparison.Ordinal);
                    text.AppendLine($"""
                        (func (export "{name}") (param {type} {type}) (param $mask i32) (result i32) (local $ones i32) (local $c i32)
                          (local $n {(isWide ? "i64" : "i32")}) (local $box (ref null $box))
                          (local.set $ones (i32.const -1))
                          {preparation}
                          {(way == "local" ? $"(local.set $n {made})" : "")}
                          (if {tested}
                            (then (if {comparison} (then (return (i32.const 3)))) (return (i32.const 2))))
                          (if {comparison} (then (return (i32.const 1))))
                          (i32.const 0))
                        """);
                    expected.Add((name, (c, m) => holds(value(c, m))));
                }
            }
        }

        using var guest = new Guest(text.Append(')').ToString());
        var wrong = new List<string>();
        foreach (var (one, other) in Pairs(type))
        {
            var compared = guest.Invoke("compare", one, other)[0].AsInt32();
            foreach (var mask in new[] { 2, 1, -1, 0 })
            {
                foreach (var (name, holds) in expected)
                {
                    var found = guest.Invoke(name, one, other, mask)[0].AsInt32();
                    if (found != (holds(compared, mask) ? 2 : 0) + compared)
                    {
                        wrong.Add($"{name} of {one} {other} {mask}: {found}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong, such as {wrong.FirstOrDefault()} in\n{text}");
    }

    /// <summary>Returns the ways in which a comparison comes to its use.</summary>
    private static IEnumerable<(string Way, string Preparation, string Again)> Ways(string comparison) =>
    [
        ("direct", "", comparison),
        ("local", $"(local.set $c {comparison})", "(local.get $c)"),
        ("global", $"(global.set $g {comparison})", "(global.get $g)"),
        ("field", $"(local.set $box (struct.new $box {comparison}))", "(struct.get $box 0 (local.get $box))"),
    ];

    private static IEnumerable<(Value One, Value Other)> Pairs(string type) => type switch
    {
        "i32" => [(3, 5), (5, 3), (4, 4), (0, -1)],
        "i64" => [(3L, 5L), (5L, 3L), (4L, 4L), (0L, -1L)],
        "f32" => [(3f, 5f), (5f, 3f), (4f, 4f), (float.NaN, 1f), (-0f, 0f)],
        _ => [(3d, 5d), (5d, 3d), (4d, 4d), (double.NaN, 1d), (-0d, 0d)],
    };
}
