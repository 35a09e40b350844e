using Lanner.Wast.Components;

namespace Lanner.Components.Tests;

/// <summary>Our own scripts, which have something for each rule, and are there without the official suite.</summary>
public class OwnScriptTests
{
    internal static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Repository.PathOf("tests/Lanner.Components.Tests/scripts"), "*.wast").Order(StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Files.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Components_are_read_and_mistakes_found(string name)
    {
        var script = ComponentScript.Run(File.ReadAllBytes(Repository.PathOf($"tests/Lanner.Components.Tests/scripts/{name}")));
        Assert.Empty(script.Failures);
    }

    [Fact]
    public void The_scripts_have_so_many_commands()
    {
        var counts = Files.Select(file => ComponentScript.Run(File.ReadAllBytes(file)).Counts).Aggregate((one, other) => one + other);
        Assert.Equal(new ScriptCounts { Components = 20, Malformed = 31, Invalid = 104, NotExecuted = 0 }, counts);
    }
}
