using System.Text;

namespace Lanner.Tests.Compilation;

/// <summary>Two shifts of a value put together, as a rotation would be and as it would not.
/// (<c>JitQuirks.ExclusiveOrOfShifts</c>.)</summary>
public sealed class ShiftPairTests
{
    private static readonly string[] Joints = ["xor", "or", "add", "and", "sub"];

    /// <summary>Counts made of <c>$y</c>.</summary>
    private static readonly string[] Counts = ["Y", "(T.sub (T.const W) Y)", "(T.sub (T.const 0) Y)", "(T.and Y (T.const M))",
        "(T.and (T.sub (T.const W) Y) (T.const M))", "(T.xor Y (T.const M))"];

    [Theory]
    [InlineData("i32", 32)]
    [InlineData("i64", 64)]
    public void Two_shifts_are_put_together_as_the_instruction_says(string type, int width)
    {
        var text = new StringBuilder("(module\n");
        var names = new List<(string Name, string Left, string Right, string Joint, int LeftCount, int RightCount)>();
        for (var count = 0; count < Counts.Length; count++)
        {
            text.AppendLine(
                $"(func (export \"count{count}\") (param $y T) "
                + $"(result T) {Counts[count].Replace("Y", "(local.get $y)", StringComparison.Ordinal)})");
        }

        foreach (var shift in new[] { "shl", "shr_u", "shr_s" })
        {
            text.AppendLine($"(func (export \"{shift}\") (param T T) (result T) (T.{shift} (local.get 0) (local.get 1)))");
        }

        foreach (var joint in Joints)
        {
            text.AppendLine($"(func (export \"{joint}\") (param T T) (result T) (T.{joint} (local.get 0) (local.get 1)))");
            foreach (var (left, right) in new[] { ("shl", "shr_u"), ("shr_u", "shl"), ("shl", "shr_s"), ("shl", "shl") })
            {
                for (var one = 0; one < Counts.Length; one++)
                {
                    for (var other = 0; other < Counts.Length; other++)
                    {
                        foreach (var way in new[] { "direct", "local", "nothing" })
                        {
                            var name = $"f{names.Count}";
                            names.Add((name, left, right, joint, one, other));
                            var (first, second) =
                                ($"(T.{left} (local.get $x) {Counts[one]})", $"(T.{right} (local.get $x) {Counts[other]})");
                            var body = way switch
                            {
                                "direct" => $"(T.{joint} {first} {second})",
                                "local" => $"(local.set $a {first}) (local.set $b {second}) (T.{joint} (local.get $a) (local.get $b))",
                                _ => $"(T.{joint} (T.or {first} (T.const 0)) (T.add (local.get $zero) {second}))",
                            };
                            text.AppendLine(
                                $"(func (export \"{name}\") (param $x T) (param $y T) (result T) (local $a T) (local $b T) (local $zero T) "
                                + $"{body.Replace("Y", "(local.get $y)", StringComparison.Ordinal)})");
                        }
                    }
                }
            }
        }

        var source = text.Append(')').ToString().Replace("W)", $"{width})", StringComparison.Ordinal)
            .Replace("M)", $"{width - 1})", StringComparison.Ordinal)
            .Replace("T.", $"{type}.", StringComparison.Ordinal).Replace(" T", $" {type}", StringComparison.Ordinal);
        using var guest = new Guest(source);
        foreach (var count in new[] { 0, 1, width / 2, width - 1, width, width * 2, -width, 5 })
        {
            var x = ToValue(0x1234_5678_9ABC_DEF0, type);
            var y = ToValue(count, type);
            foreach (var (name, left, right, joint, one, other) in names)
            {
                var first = guest.Invoke(left, x, guest.Invoke($"count{one}", y)[0])[0];
                var second = guest.Invoke(right, x, guest.Invoke($"count{other}", y)[0])[0];
                var expected = guest.Invoke(joint, first, second)[0];
                Assert.True(
                    expected == guest.Invoke(name, x, y)[0],
                    $"{joint} of {left} by {Counts[one]} and {right} by {Counts[other]} with {count}: "
                    + $"{guest.Invoke(name, x, y)[0]}, not {expected}");
            }
        }
    }

    private static Value ToValue(long value, string type) => type == "i32" ? (Value)(int)value : value;
}
