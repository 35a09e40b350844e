using System.Globalization;

namespace Lanner.Tests.Runtime;

/// <summary><c>select</c> in all the forms that the compiler has for it: by branch, and inside loops by arithmetic.</summary>
public sealed class SelectTests
{
    /// <summary>The values as text, with what they are worth when <c>$x</c> is 7 and <c>$y</c> 9.</summary>
    private static readonly (string Source, long Value)[] Values =
    [
        ("(T.const 0)", 0), ("(T.const -1)", -1), ("(T.const 1)", 1), ("(T.const 9)", 9), ("(T.const 17)", 17), ("(T.const -4)", -4),
        ("(local.get $x)", 7), ("(local.get $y)", 9), ("(T.add (local.get $x) (T.const 1))", 8), ("(T.add (local.get $x) (T.const 8))", 15),
        ("(T.sub (local.get $x) (T.const 3))", 4), ("(T.or (local.get $y) (T.const 6))", 15), ("(T.xor (local.get $y) (local.get $x))", 14),
        ("(T.add (local.get $y) (T.mul (local.get $x) (local.get $x)))", 58), ("(local.tee $x (T.const 12))", 12),
        ("(T.load (i32.const 8))", 21), ("(local.tee $y (T.load (i32.const 16)))", 22),
    ];

    /// <summary>Conditions, with whether they hold. None reads what the values assign.</summary>
    private static readonly (string Source, bool Holds)[] Conditions =
    [
        ("(i32.const 1)", true), ("(i32.const 0)", false), ("(local.get $two)", true), ("(i32.and (local.get $two) (i32.const 1))", false),
        ("(i32.eqz (local.get $two))", false), ("(i32.lt_s (local.get $two) (i32.const 3))", true),
        ("(i64.ge_u (i64.extend_i32_u (local.get $two)) (i64.const 3))", false),
        ("(local.tee $c (i32.gt_s (local.get $two) (i32.const 1)))", true),
        ("(local.tee $c (local.get $two))", true), ("(f64.lt (f64.const nan) (f64.const 1))", false),
        ("(f32.ne (f32.const nan) (f32.const 1))", true), ("(f64.gt (f64.const 2) (f64.const 1))", true),
        ("(f32.le (f32.const 2) (f32.const 1))", false), ("(i32.load (i32.const 24))", true),
    ];

    [Theory]
    [InlineData("i32", true)]
    [InlineData("i64", true)]
    [InlineData("i32", false)]
    [InlineData("i64", false)]
    public void An_integer_is_chosen(string type, bool inLoop) => Check(type, inLoop, type == "i32" ? "i64.extend_i32_s" : "");

    [Theory]
    [InlineData("f32", true)]
    [InlineData("f64", true)]
    [InlineData("f32", false)]
    [InlineData("f64", false)]
    public void A_float_is_chosen(string type, bool inLoop) => Check(type, inLoop, $"i64.trunc_{type}_s");

    [Theory]
    [InlineData("i32.eq", false)]
    [InlineData("i32.ne", false)]
    [InlineData("i32.lt_s", true)]
    [InlineData("i32.lt_u", false)]
    [InlineData("i32.gt_s", true)]
    [InlineData("i32.gt_u", false)]
    [InlineData("i32.le_s", true)]
    [InlineData("i32.le_u", false)]
    [InlineData("i32.ge_s", true)]
    [InlineData("i32.ge_u", false)]
    public void A_comparison_decides_in_a_loop_as_it_does_elsewhere(string comparison, bool isSigned)
    {
        var interesting = new[] { 0, 1, 2, -1, -2, int.MinValue, int.MinValue + 1, int.MaxValue, int.MaxValue - 1 };
        var text = new System.Text.StringBuilder("(module\n");
        foreach (var (name, condition) in new[] { ("plain", "(C (local.get $x) (local.get $y))"),
            ("not", "(i32.eqz (C (local.get $x) (local.get $y)))"), ("again", "(C (local.tee $x (local.get $x)) (local.get $y))") })
        {
            AddFunctions(name, condition);
        }

        for (var index = 0; index < interesting.Length; index++)
        {
            AddFunctions($"right{index}", $"(C (local.get $x) (i32.const {interesting[index]}))");
            AddFunctions($"left{index}", $"(C (i32.const {interesting[index]}) (local.get $y))");
        }

        using var guest = new Guest(text.Append(')').ToString().Replace("C ", $"{comparison} "));
        foreach (var x in interesting)
        {
            foreach (var y in interesting)
            {
                CheckFunctions("plain", x, y, Holds(x, y));
                CheckFunctions("not", x, y, !Holds(x, y));
                CheckFunctions("again", x, y, Holds(x, y));
                for (var index = 0; index < interesting.Length; index++)
                {
                    CheckFunctions($"right{index}", x, y, Holds(x, interesting[index]));
                    CheckFunctions($"left{index}", x, y, Holds(interesting[index], y));
                }
            }
        }

        void AddFunctions(string name, string condition)
        {
            const string parameters = "(param $x i32) (param $y i32) (param $a i32) (param $b i64)";
            text.Append(
                $"(func (export \"{name}-mask\") {parameters} (result i32) "
                + $"(loop (result i32) (select (local.get $a) (i32.const 77) {condition})))\n");
            text.Append(
                $"(func (export \"{name}-wide\") {parameters} (result i64) "
                + $"(loop (result i64) (select (local.get $b) (i64.const -77) {condition})))\n");
            text.Append(
                $"(func (export \"{name}-bit\") {parameters} (result i32) "
                + $"(loop (result i32) (select (i32.const 19) (i32.const 11) {condition})))\n");
        }

        void CheckFunctions(string name, int x, int y, bool holds)
        {
            Assert.Equal(holds ? 1234 : 77, guest.Get<Func<int, int, int, long, int>>($"{name}-mask")(x, y, 1234, -5));
            Assert.Equal(holds ? -5L : -77L, guest.Get<Func<int, int, int, long, long>>($"{name}-wide")(x, y, 1234, -5));
            Assert.Equal(holds ? 19 : 11, guest.Get<Func<int, int, int, long, int>>($"{name}-bit")(x, y, 1234, -5));
        }

        bool Holds(int left, int right)
        {
            var order = isSigned ? left.CompareTo(right) : ((uint)left).CompareTo((uint)right);
            return comparison[4..6] switch
            {
                "eq" => order == 0,
                "ne" => order != 0,
                "lt" => order < 0,
                "gt" => order > 0,
                "le" => order <= 0,
                _ => order >= 0,
            };
        }
    }

    [Theory]
    [InlineData("lt_s")]
    [InlineData("gt_u")]
    [InlineData("le_s")]
    [InlineData("ge_u")]
    public void The_smaller_or_larger_is_chosen(string comparison)
    {
        using var guest = new Guest($"""
            (module (memory 1)
              (func (export "computed") (param $x i32) (param $y i32) (result i32)
                (loop (result i32) (select (local.get $x) (local.get $y) (i32.{comparison} (local.get $x) (local.get $y)))))
              (func (export "loaded") (param $x i32) (param $y i32) (result i32)
                (i32.store (i32.const 0) (local.get $x))
                (i32.store (i32.const 4) (local.get $y))
                (loop (result i32)
                  (select (local.tee $y (i32.load (i32.const 4))) (local.tee $x (i32.load (i32.const 0))) (i32.{comparison} (local.get $y)
                      (local.get $x))))))
            """);
        foreach (var x in new[] { 0, 1, -1, int.MinValue, int.MaxValue })
        {
            foreach (var y in new[] { 0, 1, -1, int.MinValue, int.MaxValue })
            {
                var expected = comparison[0] == 'l' ? Math.Min(x, y) : (int)Math.Max((uint)x, (uint)y);
                Assert.Equal(expected, guest.Get<Func<int, int, int>>("computed")(x, y));
                Assert.Equal(expected, guest.Get<Func<int, int, int>>("loaded")(x, y));
            }
        }
    }

    private static void Check(string type, bool inLoop, string toI64)
    {
        var isFloat = type[0] == 'f';
        var text = new System.Text.StringBuilder("(module (memory 1)\n");
        var expected = new List<(string, long)>();
        foreach (var (whenTrue, trueValue) in Values)
        {
            foreach (var (whenFalse, falseValue) in Values)
            {
                foreach (var (condition, holds) in Conditions)
                {
                    // What the first value assigns is read by the second, and the expectations know nothing of that; floating-point numbers
                    // have no bitwise operations.
                    var both = whenTrue + whenFalse;
                    if ((whenTrue.Contains("local.tee", StringComparison.Ordinal)
                        && whenFalse.Contains("local.get", StringComparison.Ordinal))
                        || (isFloat
                            && (both.Contains("T.or", StringComparison.Ordinal) || both.Contains("T.xor", StringComparison.Ordinal))))
                    {
                        continue;
                    }

                    var select = $"(select {whenTrue} {whenFalse} {condition})";
                    var body = inLoop ? $"(loop (result T) {select})" : select;
                    var converted = toI64.Length > 0 ? $"({toI64} {body})" : body;
                    text.Append(
                        $"""
                        (func (export "{expected.Count}") (param $two i32) (result i64) (local $x T) (local $y T) (local $c i32)
                          (T.store (i32.const 8) (T.const 21)) (T.store (i32.const 16) (T.const 22)) (i32.store (i32.const 24)
                            (local.get $two))
                          (local.set $x (T.const 7)) (local.set $y (T.const 9)) {converted})

                        """.Replace("T.", $"{type}.", StringComparison.Ordinal).Replace(" T)", $" {type})", StringComparison.Ordinal));
                    expected.Add((select, holds ? trueValue : falseValue));
                }
            }
        }

        using var guest = new Guest(text.Append(')').ToString());
        for (var index = 0; index < expected.Count; index++)
        {
            var (source, value) = expected[index];
            var actual = guest.Get<Func<int, long>>(index.ToString(CultureInfo.InvariantCulture))(2);
            Assert.True(value == actual, $"{source}: {actual} instead of {value}");
        }
    }
}
