using System.Text.RegularExpressions;
using Lanner.Tests.Platform;

namespace Lanner.Tests.Hostile;

/// <summary>The checks that nothing else stands behind, in the machine code that RyuJIT makes: where it could have concluded that one is
/// not needed, it must still be there. Only for x64.</summary>
public sealed partial class MachineCodeTests
{
    /// <summary>Name of a function in <see cref="Module"/>, how many comparisons with a length or a number of targets it has at
    /// least.</summary>
    [Theory]
    [InlineData("after_a_test", 2)]
    [InlineData("in_a_loop", 1)]
    [InlineData("of_a_table", 1)]
    [InlineData("of_a_fixed_table", 1)]
    [InlineData("jump_table_of_a_mask", 1)]
    [InlineData("jump_table_after_a_test", 2)]
    public void The_check_is_in_the_code(string function, int comparisons)
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.X86Base.X64.IsSupported, "The code is looked at on x64 only.");

        var listing = Path.GetTempFileName();
        var (exitCode, output) = Child.Run(
            nameof(Child.CompileForMachineCode), $"export DOTNET_JitStdOutFile={listing}; export DOTNET_JitDisasm='{function}'; ");
        var code = File.ReadAllText(listing);
        File.Delete(listing);

        Assert.Equal((0, ""), (exitCode, output));
        Assert.Contains($":{function}(", code, StringComparison.Ordinal);
        Assert.True(UnsignedBranches().Count(code) >= comparisons, code);
    }

    /// <summary>A comparison of registers, or of a register with memory or a number, that an unsigned conditional jump follows.</summary>
    [GeneratedRegex(@"^\s+cmp\s+.*\n\s+j(?:ae|a|be|b)\s", RegexOptions.Multiline)]
    private static partial Regex UnsignedBranches();

    internal const string Module = """
        (module
          (type $a (array (mut i32)))
          (type $f (func (result i32)))
          (table $fixed 8 8 funcref)
          (table $growing 8 i31ref)
          (elem (table $fixed) (i32.const 0) func $one $one $one $one $one $one $one $one)
          (func $one (type $f) (i32.const 1))
          (func $after_a_test (export "after_a_test") (param $x i32) (result i32) (local $array (ref $a))
            (local.set $array (array.new $a (i32.const 1) (i32.const 8)))
            (if (i32.ge_u (local.get $x) (i32.const 8)) (then (return (i32.const 0))))
            (array.get $a (local.get $array) (local.get $x)))
          (func $in_a_loop (export "in_a_loop") (param $x i32) (result i32) (local $array (ref $a)) (local $i i32) (local $sum i32)
            (local.set $array (array.new $a (i32.const 1) (i32.const 8)))
            (loop $l
              (local.set $sum (i32.add (local.get $sum) (array.get $a (local.get $array) (local.get $i))))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $l (i32.lt_s (local.get $i) (array.len (local.get $array)))))
            (local.get $sum))
          (func $of_a_table (export "of_a_table") (param $x i32) (result i32)
            (ref.is_null (table.get $growing (i32.and (local.get $x) (i32.const 7)))))
          (func $of_a_fixed_table (export "of_a_fixed_table") (param $x i32) (result i32)
            (call_indirect $fixed (type $f) (i32.and (local.get $x) (i32.const 7))))
          (func $jump_table_of_a_mask (export "jump_table_of_a_mask") (param $x i32) (result i32)
            (block $d (block $c (block $b (block $a
              (br_table $a $b $c $d $a $b $c $d $d (i32.and (local.get $x) (i32.const 7))))
              (return (i32.const 10))) (return (i32.mul (local.get $x) (i32.const 11)))) (return (i32.const 12)))
            (i32.const 13))
          (func $jump_table_after_a_test (export "jump_table_after_a_test") (param $x i32) (result i32)
            (if (i32.gt_u (local.get $x) (i32.const 7)) (then (return (i32.const 1))))
            (block $d (block $c (block $b (block $a
              (br_table $a $b $c $d $a $b $c $d $b (local.get $x)))
              (return (i32.const 10))) (return (i32.mul (local.get $x) (i32.const 11)))) (return (i32.const 12)))
            (i32.const 13)))
        """;
}
