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
        Assert.SkipWhen(suite is null, "The official test suite is not at ../shared/testsuite; fetch it with tests/fetch-testsuite.sh, or set LANNER_TESTSUITE.");
        Assert.SkipWhen(
            memoryMode == MemoryMode.Guarded && !OperatingSystem.IsLinux(), "Memories are guarded on Linux only.");
        var expected = ReadExpectedFailures();
        var options = new ScriptOptions { MemoryMode = memoryMode, Compilation = compilation, MethodInstructions = methodInstructions };
        var passed = 0;
        var surprises = new List<string>();

        foreach (var file in ScriptsOf(suite!))
        {
            var name = Path.GetRelativePath(suite!, file).Replace('\\', '/');
            var result = ScriptRunner.Run(file, options);
            passed += result.Passed;
            if (result.IsSuccess && expected.Contains(name))
            {
                surprises.Add($"{name} passes; take it out of expected-failures.txt");
            }
            else if (!result.IsSuccess && !expected.Contains(name))
            {
                surprises.Add($"{result.Failed} of {name} fail, first {result.Failures[0].ToString().Split('\n')[0]}");
            }
        }

        output.WriteLine($"{passed} assertions passed; {expected.Count} scripts are expected to fail");
        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
        Assert.True(passed > 20_000, $"only {passed} assertions passed: is the suite whole?");
    }

    private static IEnumerable<string> ScriptsOf(string suite) => Directory.EnumerateFiles(suite, "*.wast", SearchOption.AllDirectories)
        .Where(file => !file.Contains("custom-descriptors", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static HashSet<string> ReadExpectedFailures() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "expected-failures.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ')[0]),
    ];

    private static string? FindSuite()
    {
        if (Environment.GetEnvironmentVariable("LANNER_TESTSUITE") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"LANNER_TESTSUITE names {named}, which is not there.");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lanner.slnx")))
            {
                var beside = Path.Combine(folder.Parent!.FullName, "shared", "testsuite");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
