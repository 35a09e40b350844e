namespace Lanner.Tests.Runtime;

/// <summary>Branches on conditions that were computed before, while what was compared has changed since.</summary>
public sealed class EarlyConditionTests
{
    [Theory]
    [InlineData("(local.set $c (i32.lt_s (local.get $x) (i32.const 5))) (local.set $x (i32.const 9)) (local.get $c)", 3, 1)]
    [InlineData("(local.set $c (i32.lt_s (local.get $x) (i32.const 5))) (local.set $x (i32.const 1)) (local.get $c)", 7, 0)]
    [InlineData("(local.set $c (i32.lt_s (local.get $x) (i32.const 5))) (local.set $x (i32.const 9)) (i32.eqz (local.get $c))", 3, 0)]
    [InlineData("(local.set $c (i32.eq (local.get $x) (local.tee $x (i32.const 7)))) (local.get $c)", 3, 0)]
    [InlineData("(local.set $c (i32.eq (local.get $x) (local.tee $x (i32.const 7)))) (local.get $c)", 7, 1)]
    [InlineData("(local.set $c (i32.eq (local.tee $x (i32.const 7)) (local.get $x))) (local.set $x (i32.const 1)) (local.get $c)", 3, 1)]
    [InlineData("(local.set $x (local.tee $c (i32.gt_u (local.get $x) (i32.const 2)))) (local.get $c)", 3, 1)]
    [InlineData("(local.set $c (i32.gt_u (local.get $c) (local.get $x))) (local.get $c)", 0, 0)]
    [InlineData("(local.set $c (i32.ge_u (local.get $c) (local.get $x))) (local.get $c)", 0, 1)]
    [InlineData(
        "(i32.store (i32.const 0) (local.get $x)) (local.set $c (i32.eq (i32.load (i32.const 0)) (local.get $x))) "
        + "(i32.store (i32.const 0) (i32.const 9)) (local.get $c)",
        4, 1)]
    [InlineData("(local.set $c (local.get $x)) (local.set $c (i32.ne (local.get $c) (i32.const -2))) (local.get $c)", -2, 0)]
    [InlineData("(local.set $c (local.get $x)) (local.tee $c (i32.ne (local.get $c) (i32.const -2)))", -2, 0)]
    [InlineData("(local.set $c (local.get $x)) (local.set $c (i32.lt_u (i32.const 1) (local.get $c))) (local.get $c)", 5, 1)]
    [InlineData("(local.set $c (i32.lt_s (local.get $x) (i32.const 5))) (local.set $c (i32.const 0)) (local.get $c)", 3, 0)]
    [InlineData(
        "(local.set $c (i32.lt_s (local.get $x) (i32.const 5))) (if (i32.const 1) (then (local.set $x (i32.const 8)))) (local.get $c)",
        3, 1)]
    [InlineData(
        "(local.set $c (i32.lt_s (local.get $x) (i32.const 5))) (local.get $x) (local.set $x (i32.const 8)) (local.set $x) (local.get $c)",
        3, 1)]
    [InlineData("(local.tee $c (i32.lt_s (local.get $x) (i32.const 5)))", 3, 1)]
    [InlineData("(local.tee $c (f64.lt (f64.convert_i32_s (local.get $x)) (f64.const nan)))", 3, 0)]
    [InlineData("(i32.eqz (local.tee $c (f64.lt (f64.convert_i32_s (local.get $x)) (f64.const nan))))", 3, 1)]
    public void The_branch_goes_by_the_condition_as_it_was(string condition, int x, int expected)
    {
        using var guest = new Guest($"""
            (module
              (memory 1)
              (func (export "if") (param $x i32) (result i32) (local $c i32)
                {condition} (if (result i32) (then (i32.const 1)) (else (i32.const 0))))
              (func (export "br_if") (param $x i32) (result i32) (local $c i32)
                (block $out {condition} (br_if $out) (return (i32.const 0))) (i32.const 1))
              (func (export "twice") (param $x i32) (result i32) (local $c i32) (local $n i32)
                (block $out {condition} (br_if $out) (local.set $n (i32.const 2)))
                (i32.add (local.get $n) (i32.ne (local.get $c) (i32.const 0)))))
            """);
        Assert.Equal(expected, guest.Get<Func<int, int>>("if")(x));
        Assert.Equal(expected, guest.Get<Func<int, int>>("br_if")(x));
        var kept = condition.EndsWith("(i32.eqz (local.get $c))", StringComparison.Ordinal)
            || condition.StartsWith("(i32.eqz", StringComparison.Ordinal) ? 1 - expected : expected;
        Assert.Equal((expected == 0 ? 2 : 0) + kept, guest.Get<Func<int, int>>("twice")(x));
    }
}
