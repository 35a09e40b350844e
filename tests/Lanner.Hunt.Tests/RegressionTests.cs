namespace Lanner.Hunt.Tests;

/// <summary>The finds of earlier hunts, in all of Lanner's ways of running and in Wasmtime. Each module of <c>tests/regressions</c> tells
/// at its head what was wrong and how it was found.</summary>
public sealed class RegressionTests
{
    private static string Folder => Repository.PathOf("tests/regressions");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.wat").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void What_was_found_once_is_right_everywhere(string name)
    {
        var file = Path.Combine(Folder, name);
        using var team = new DifferentialHunt.Team();

        Assert.StartsWith(";; Found by ", File.ReadAllText(file), StringComparison.Ordinal);
        var module = ForeignModule.Read(file, isDeterministic: name.StartsWith("deterministic-", StringComparison.Ordinal));
        Assert.NotEmpty(module.Entries);
        Assert.Empty(team.CompareAll(module));
    }
}
