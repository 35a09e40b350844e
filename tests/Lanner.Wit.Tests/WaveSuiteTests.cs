namespace Lanner.Wit.Tests;

/// <summary>The tests of wasm-tools' WAVE (crates/wasm-wave/tests), which are not part of the repository.</summary>
public sealed class WaveSuiteTests
{
    private const string Missing = "The tests of wasm-wave are not there. Let WASM_WAVE_TESTS name their folder.";

    private static string? Folder { get; } = Environment.GetEnvironmentVariable("WASM_WAVE_TESTS");

    [Fact]
    public void Calls_that_are_right_are_read_and_are_the_same_after_they_were_written()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Folder), Missing);
        var mistakes = new List<string>();

        foreach (var (file, call) in Calls("accept-*.waves"))
        {
            try
            {
                var parsed = Wave.ParseCall(call, Find);
                Assert.Equal(parsed.Arguments, Wave.ParseCall(Wave.Print(parsed), Find).Arguments);
            }
            catch (WitException exception)
            {
                mistakes.Add($"{file}: {call}: {exception.Message}");
            }
        }

        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
    }

    [Fact]
    public void Calls_that_are_wrong_are_refused()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Folder), Missing);
        var mistakes = new List<string>();

        foreach (var (file, call) in Calls("reject-*.waves"))
        {
            try
            {
                Wave.ParseCall(call, Find);
                mistakes.Add($"{file}: {call}");
            }
            catch (WitException)
            {
                // As it should be.
            }
        }

        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
    }

    private static IEnumerable<(string File, string Call)> Calls(string pattern) =>
        from file in Directory.EnumerateFiles(Path.Combine(Folder!, "ui"), pattern)
        from call in File.ReadAllText(file).Split(";\n")
        let trimmed = call.TrimEnd().TrimEnd(';')
        where trimmed.Split('\n').Any(line => line.Length > 0 && !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
        select (Path.GetFileName(file), trimmed);

    /// <summary>Finds a function by its name alone, or with the interface and the package, with or without the version.</summary>
    private static WitFunction? Find(string name)
    {
        var target = WitPackages.Load(Path.Combine(Folder!, "ui", "ui.wit")).Root.Interfaces[0];
        var package = target.Package.Name with { Version = null };
        var version = target.Package.Name.Version;
        return target.Functions.FirstOrDefault(function => name == function.Name
            || name == $"{target.Name}.{function.Name}"
            || name == $"{package}/{target.Name}.{function.Name}"
            || name == $"{package}/{target.Name}.{function.Name}@{version}"
            || name == $"{package.Namespace}:{package.Name}/{target.Name}@{version}.{function.Name}"
            || name == $"{package}.{function.Name}@{version}"
            || name == $"{package.Name}.{function.Name}");
    }
}
