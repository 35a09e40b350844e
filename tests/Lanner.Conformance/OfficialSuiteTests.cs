using Lanner.Tests;
using Lanner.Wast;

namespace Lanner.Conformance;

/// <summary>The official test suite, in each way of running guests. Scripts that are known to fail stand in expected-failures.txt with the reason; one that starts to pass
/// must be taken out, or the test fails.</summary>
public sealed class OfficialSuiteTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(MemoryMode.Guarded, CompilationMode.Lazy)]
    [InlineData(MemoryMode.Guarded, CompilationMode.Eager)]
    [InlineData(MemoryMode.Checked, CompilationMode.Lazy)]
    [InlineData(MemoryMode.Checked, CompilationMode.Eager)]
    [InlineData(MemoryMode.Guarded, CompilationMode.Lazy, 40)]
    public void Every_script_does_what_it_says_unless_it_is_listed(MemoryMode memoryMode, CompilationMode compilation, int? methodInstructions = null)
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("LANNER_QUICK") == "1" && (memoryMode, compilation, methodInstructions) != (MemoryMode.Guarded, CompilationMode.Lazy, null),
            "LANNER_QUICK is set: only the default way runs.");
        var suite = FindSuite();
        Assert.SkipWhen(suite is null, TestSuite.Missing);
        Assert.SkipWhen(
            memoryMode == MemoryMode.Guarded && !OperatingSystem.IsLinux(), "Memories are guarded on Linux only.");
        var expected = ReadExpectedFailures();
        var options = new ScriptOptions
        {
            MemoryMode = memoryMode,
            Compilation = compilation,
            MethodInstructions = methodInstructions,

            // Guests that cannot be interrupted are compiled to other calls, and are what embedders have unless they ask: one lazy and one eager way.
            Interruptible = (memoryMode, compilation, methodInstructions) is not ((MemoryMode.Guarded, CompilationMode.Lazy, null) or (MemoryMode.Checked, CompilationMode.Eager, null)),
        };
        var passed = 0;
        var surprises = new List<string>();

        foreach (var file in ScriptsOf(suite!))
        {
            var name = Path.GetRelativePath(suite!, file).Replace('\\', '/');
            var result = expected.Judge(file, ScriptRunner.Run(file, options));
            passed += result.Passed;
            if (!result.IsSuccess)
            {
                surprises.Add($"{result.Failed} of {name} fail, first {result.Failures[0].ToString().Split('\n')[0]}");
            }
        }

        output.WriteLine($"{passed} assertions passed; {expected.Count} scripts are expected to fail");
        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
        Assert.True(passed > 20_000, $"only {passed} assertions passed: is the suite whole?");
    }

    /// <summary>Everything that a script loads can be unloaded when it has ended.</summary>
    [Fact]
    public void Nothing_is_left_of_the_modules_of_a_script()
    {
        Assert.SkipWhen(FindSuite() is null, TestSuite.Missing);
        ScriptRunner.Run(TestSuite.PathOf("address.wast"), new ScriptOptions());
        var before = MemoryUse.Measure();

        foreach (var script in new[] { "call_indirect.wast", "linking.wast", "memory_copy.wast", "float_exprs.wast", "table_copy.wast" })
        {
            ScriptRunner.Run(TestSuite.PathOf(script), new ScriptOptions { Compilation = CompilationMode.Eager });
        }

        var after = MemoryUse.Measure();
        output.WriteLine($"before: {before}; after: {after}");
        Assert.InRange(after.GuestAssemblies, 0, before.GuestAssemblies + 2);
        Assert.InRange(after.ManagedBytes, 0, before.ManagedBytes + (8 << 20));
    }

    /// <summary>Fuel is counted by what the module says, not by how it is compiled. (Scripts that exhaust the stack are left out: how deep recursion gets depends on the size of
    /// frames.)</summary>
    [Fact]
    public void Every_script_passes_with_fuel_and_uses_the_same_in_every_mode()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("LANNER_QUICK") == "1", "LANNER_QUICK is set: only the default way runs.");
        var suite = FindSuite();
        Assert.SkipWhen(suite is null, TestSuite.Missing);
        var expected = ReadExpectedFailures();
        var surprises = new List<string>();
        var used = 0L;
        foreach (var file in ScriptsOf(suite!))
        {
            var name = Path.GetRelativePath(suite!, file).Replace('\\', '/');
            var results = new[]
            {
                new ScriptOptions { FuelCosts = FuelCosts.Default },
                new ScriptOptions { FuelCosts = FuelCosts.Default, MemoryMode = MemoryMode.Checked, Compilation = CompilationMode.Eager },
            }.Select(options => ScriptRunner.Run(file, options)).ToArray();
            surprises.AddRange(results.Where(result => !result.IsSuccess && !expected.Contains(name)).Select(result => $"{name}: {result.Failures[0]}"));
            if (results[0].FuelConsumed != results[1].FuelConsumed && !File.ReadAllText(file).Contains("assert_exhaustion", StringComparison.Ordinal))
            {
                surprises.Add($"{name} uses {results[0].FuelConsumed} units of fuel, and {results[1].FuelConsumed} in the other mode");
            }

            used += results[0].FuelConsumed;
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
        Assert.True(used > 1_000_000, $"only {used} units of fuel were used");
    }

    internal static IEnumerable<string> ScriptsOf(string suite) => Directory.EnumerateFiles(suite, "*.wast", SearchOption.AllDirectories)
        .Where(file => !file.Contains("custom-descriptors", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static ExpectedFailures ReadExpectedFailures() => ExpectedFailures.Read(Path.Combine(AppContext.BaseDirectory, "expected-failures.txt"));

    private static string? FindSuite() => TestSuite.Folder;
}
