using Lanner.Wast;

namespace Lanner.Conformance;

/// <summary>Runs all scripts of a folder. Those that are known to fail stand in expected-failures.txt with the reason; one that starts to
/// pass must be taken out, or the test fails.</summary>
internal static class Scripts
{
    /// <summary>Runs each script.</summary>
    /// <returns>The number of commands that passed.</returns>
    internal static int Run(string folder, ScriptOptions options, string expectedFailures = "expected-failures.txt")
    {
        var expected = ReadExpectedFailures(expectedFailures);
        var passed = 0;
        var surprises = new List<string>();
        foreach (var file in Find(folder))
        {
            var result = expected.Judge(file, ScriptRunner.Run(file, options));
            passed += result.Passed;
            if (!result.IsSuccess)
            {
                surprises.Add($"{result.Failed} of {Name(folder, file)} fail, first {result.Failures[0].ToString().Split('\n')[0]}");
            }
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
        return passed;
    }

    /// <summary>Runs each script with fuel in two ways. Fuel is counted by what the module says, not by how it is compiled. (Scripts that
    /// exhaust the stack are left out: how deep recursion gets depends on the size of frames. So are those with threads: how often one
    /// looks whether another is done depends on the machine.)</summary>
    /// <returns>The memory that was used.</returns>
    internal static long RunWithFuel(string folder)
    {
        var expected = ReadExpectedFailures("expected-failures.txt");
        var surprises = new List<string>();
        var used = 0L;
        foreach (var file in Find(folder))
        {
            var name = Name(folder, file);
            var results = new[]
            {
                new ScriptOptions { FuelCosts = FuelCosts.Default },
                new ScriptOptions { FuelCosts = FuelCosts.Default, MemoryMode = MemoryMode.Checked, Compilation = CompilationMode.Eager },
            }.Select(options => ScriptRunner.Run(file, options)).ToArray();
            surprises.AddRange(
                results.Where(result => !result.IsSuccess && !expected.Contains(name)).Select(result => $"{name}: {result.Failures[0]}"));
            var text = File.ReadAllText(file);
            if (results[0].FuelConsumed != results[1].FuelConsumed
                && !text.Contains("assert_exhaustion", StringComparison.Ordinal) && !text.Contains("(thread ", StringComparison.Ordinal))
            {
                surprises.Add($"{name} uses {results[0].FuelConsumed} units of fuel, and {results[1].FuelConsumed} in the other mode");
            }

            used += results[0].FuelConsumed;
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
        return used;
    }

    private static IEnumerable<string> Find(string folder) =>
        ScriptRunner.Find(folder).Where(file => !file.Contains("custom-descriptors", StringComparison.Ordinal));

    private static string Name(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    private static ExpectedFailures ReadExpectedFailures(string file) =>
        ExpectedFailures.Read(Path.Combine(AppContext.BaseDirectory, file));
}
