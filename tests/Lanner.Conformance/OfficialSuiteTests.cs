using Lanner.Wast;

namespace Lanner.Conformance;

/// <summary>The official test suite, in each configuration.</summary>
public sealed class OfficialSuiteTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(RunConfiguration.All), MemberType = typeof(RunConfiguration))]
    public void Every_script_does_what_it_says_unless_it_is_listed(
        MemoryMode memoryMode, CompilationMode compilation, int? methodInstructions)
    {
        var configuration = new RunConfiguration(memoryMode, compilation, methodInstructions);
        SkipWhenQuick(configuration == new RunConfiguration(MemoryMode.Guarded, CompilationMode.Lazy));
        Assert.SkipWhen(TestSuite.Folder is null, TestSuite.Missing);
        configuration.SkipWhereMissing();

        var passed = Scripts.Run(TestSuite.Folder!, configuration.Options);

        output.WriteLine($"{passed} commands passed");
        Assert.True(passed > 20_000, $"only {passed} commands passed: is the suite whole?");
    }

    [Fact]
    public void Every_script_passes_when_modules_are_saved_and_run_from_the_file()
    {
        SkipWhenQuick(isDefault: false);
        Assert.SkipWhen(TestSuite.Folder is null, TestSuite.Missing);

        Assert.True(Scripts.Run(TestSuite.Folder!, new ScriptOptions { Saved = SavedForm.Cil }) > 20_000);
    }

    /// <summary>Everything that a script loads can be unloaded when it has ended.</summary>
    [Fact]
    public void Nothing_is_left_of_the_modules_of_a_script()
    {
        Assert.SkipWhen(TestSuite.Folder is null, TestSuite.Missing);
        ScriptRunner.Run(TestSuite.PathOf("address.wast"), new ScriptOptions());
        var before = MemoryUse.Measure();

        foreach (var script in new[] { "call_indirect.wast", "linking.wast", "memory_copy.wast", "float_exprs.wast", "table_copy.wast" })
        {
            ScriptRunner.Run(TestSuite.PathOf(script), new ScriptOptions { Compilation = CompilationMode.Eager });
        }

        MemoryUse after = default;
        Patience.Until(() =>
        {
            after = MemoryUse.Measure();
            return after.GuestAssemblies <= before.GuestAssemblies + 2 && after.ManagedBytes <= before.ManagedBytes + (8 << 20);
        });
        output.WriteLine($"before: {before}; after: {after}");
        Assert.InRange(after.GuestAssemblies, 0, before.GuestAssemblies + 2);
        Assert.InRange(after.ManagedBytes, 0, before.ManagedBytes + (8 << 20));
    }

    [Fact]
    public void Every_script_passes_with_fuel_and_uses_the_same_in_every_mode()
    {
        SkipWhenQuick(isDefault: false);
        Assert.SkipWhen(TestSuite.Folder is null, TestSuite.Missing);

        var used = Scripts.RunWithFuel(TestSuite.Folder!);

        Assert.True(used > 1_000_000, $"only {used} units of fuel were used");
    }

    private static void SkipWhenQuick(bool isDefault) =>
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("LANNER_QUICK") == "1" && !isDefault,
            "LANNER_QUICK is set: only the default configuration runs.");
}
