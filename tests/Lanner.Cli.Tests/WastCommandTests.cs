namespace Lanner.Cli.Tests;

/// <summary><c>lanner wast</c>.</summary>
public sealed class WastCommandTests
{
    private const string Good = """
        (module $m (func (export "f") (param i32) (result i32) (i32.div_u (i32.const 8) (local.get 0))))
        (assert_return (invoke "f" (i32.const 2)) (i32.const 4))
        (assert_trap (invoke "f" (i32.const 0)) "integer divide by zero")
        (assert_malformed (module quote "(func") "unexpected token")
        (assert_invalid (module (func (result i32))) "type mismatch")
        (assert_unlinkable (module (import "a" "b" (func))) "unknown import")
        (module definition $d (global (export "g") f32 (f32.const nan)))
        (module instance $i $d)
        (assert_return (get $i "g") (f32.const nan:canonical))
        (assert_return (get $i "g") (either (f32.const 1) (f32.const nan:arithmetic)))
        (register "lib" $m)
        (module (import "lib" "f" (func $f (param i32) (result i32))) (func (export "deep") (call 1)))
        (assert_exhaustion (invoke "deep") "call stack exhausted")
        """;

    private const string Bad = """
        (module (func (export "one") (result i32) (i32.const 1)))
        (assert_return (invoke "one") (i32.const 1))
        (assert_return (invoke "one") (i32.const 2))
        """;

    [Theory]
    [InlineData]
    [InlineData("--checked")]
    [InlineData("--eager")]
    public void Scripts_that_hold_end_with_their_counts(params string[] options)
    {
        using var folder = new TemporaryFolder();
        folder.Write("good.wast", Good);
        Assert.Equal(["13 passed, 0 failed, 0 skipped"], Command.Run(["wast", .. options, folder.Path]).Expect(0).Lines);
    }

    [Fact]
    public void Failures_are_told_with_file_and_line()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("bad.wast", Bad);
        folder.Write("good.wast", Good);
        var lines = Command.Run("wast", folder.Path).Expect(1).Lines;
        Assert.StartsWith($"{script}:3: expected (I32 0x00000002), got (i32.const 1)", lines[0], StringComparison.Ordinal);
        Assert.Equal("15 passed, 1 failed, 0 skipped", lines[^1]);
    }

    [Fact]
    public void Listed_failures_are_expected_until_they_pass()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("bad.wast", Bad);
        var list = folder.Write("list.txt", "# known\nbad.wast:3 one is not two\n");
        Assert.Equal(
            ["1 failed as expected", "2 passed, 0 failed, 0 skipped"],
            Command.Run("wast", "--expected-failures", list, script).Expect(0).Lines);

        folder.Write("list.txt", "bad.wast:2 one is one\n");
        var lines = Command.Run("wast", "--expected-failures", list, script).Expect(1).Lines;
        Assert.Contains($"{script}:2: passes, but is listed in list.txt: take it out", lines);
        Assert.Equal("2 passed, 2 failed, 0 skipped", lines[^1]);

        folder.Write("list.txt", "bad.wast\n");
        Command.Run("wast", "--expected-failures", list, script).ExpectFailure(1, "gives no reason");
    }

    [Fact]
    public void A_script_that_is_none_is_a_failure_with_line_and_column()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("none.wast", "(module)\n(assert_retrun)");
        var lines = Command.Run("wast", script).Expect(1).Lines;
        Assert.StartsWith($"{script}:2: the script is malformed", lines[0], StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed, 0 skipped", lines[^1]);
    }

    [Fact]
    public void Memory_is_measured_when_asked_for()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("good.wast", Good);
        var error = Command.Run("wast", "--memory", script).Expect(0).Error;
        Assert.Matches(
            @"^before: managed_mb=\d+\.\d resident_mb=\d+\.\d guest_assemblies=0\n"
            + @"after: managed_mb=\d+\.\d resident_mb=\d+\.\d guest_assemblies=\d+\n$",
            error);
    }
}
