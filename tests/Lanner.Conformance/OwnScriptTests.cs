using Lanner.Wast;

namespace Lanner.Conformance;

/// <summary>Lanner's own scripts in tests/scripts, one for each chapter of the specification, in each configuration. They are
/// written from its rules, and are what there is where the official suite is not.</summary>
public sealed class OwnScriptTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(RunConfiguration.All), MemberType = typeof(RunConfiguration))]
    public void Every_script_does_what_it_says(MemoryMode memoryMode, CompilationMode compilation, int? methodInstructions)
    {
        var configuration = new RunConfiguration(memoryMode, compilation, methodInstructions);
        configuration.SkipWhereMissing();

        var passed = Scripts.Run(TestSuite.OwnFolder, configuration.Options);

        output.WriteLine($"{passed} commands passed");
        Assert.True(passed > 900, $"only {passed} commands passed: are scripts missing?");
    }

    [Fact]
    public void Every_script_passes_when_modules_are_saved_and_run_from_the_file() =>
        Assert.True(Scripts.Run(TestSuite.OwnFolder, new ScriptOptions { Saved = SavedForm.Cil }) > 900);

    [Fact]
    public void Every_script_passes_with_fuel_and_uses_the_same_in_every_mode() =>
        Assert.True(Scripts.RunWithFuel(TestSuite.OwnFolder) > 100_000);

    /// <summary>A script that expects something else fails, whatever it expects: the runner is not just kind.</summary>
    [Theory]
    [InlineData("""(assert_return (invoke "f") (i32.const 2))""", "expected")]
    [InlineData("""(assert_trap (invoke "f") "unreachable")""", "got no error")]
    [InlineData("""(assert_trap (invoke "trap") "integer overflow")""", "expected Trap")]
    [InlineData("""(assert_exception (invoke "trap"))""", "expected Exception")]
    [InlineData("""(assert_invalid (module (func)) "type mismatch")""", "got no error")]
    [InlineData("""(assert_invalid (module (func (result i32))) "unknown local")""", "expected Invalid")]
    [InlineData("""(assert_malformed (module quote "(func)") "unexpected token")""", "got no error")]
    [InlineData("""(assert_malformed (module binary "\00asm\02\00\00\00") "unexpected end")""", "expected Malformed")]
    [InlineData("""(assert_unlinkable (module (import "a" "b" (func))) "incompatible import type")""", "expected Unlinkable")]
    [InlineData("""(module (func (result i32)))""", "type mismatch")]
    public void A_script_that_expects_something_else_fails(string command, string complaint)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("lanner-conformance-").FullName, "wrong.wast");
        try
        {
            File.WriteAllText(
                file, $"""(module (func (export "f") (result i32) (i32.const 1)) (func (export "trap") (unreachable)))  {command}""");

            var result = ScriptRunner.Run(file, new ScriptOptions());

            Assert.Equal(1, result.Passed);
            Assert.Contains(complaint, Assert.Single(result.Failures).ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }
}
