namespace Lanner.Docs.Tests;

/// <summary>The C# in documents works as it stands: it is a whole program of samples/hosts, which <see cref="HostSampleTests"/> compile and
/// run; but for the page on builds, whose snippets <see cref="PackagingTests"/> build.</summary>
public sealed class SnippetTests
{
    [Fact]
    public void Every_snippet_is_a_program_of_the_samples()
    {
        var samples = HostSample.Names.ToDictionary(name => new HostSample(name).Code, name => name);
        var snippets = CodeBlock.In("csharp").Where(snippet => !PackagingTests.Builds(snippet)).ToList();

        Assert.Empty(snippets.Where(snippet => !samples.ContainsKey(snippet.Text))
            .Select(snippet => $"{snippet.Place} is none of samples/hosts: quote a whole program, without the lines that begin with #:"));
        Assert.True(snippets.Count >= 3, "README has lost its snippets.");
    }

    /// <summary>Other languages would be a way around the tests. The manifest is read by a test of Lanner.Server.Tests.</summary>
    [Fact]
    public void Blocks_are_programs_commands_or_drawings() =>
        Assert.Empty(CodeBlock.All
            .Where(block => block.Language is not ("csharp" or "sh" or "") && !PackagingTests.Builds(block) && !IsManifest(block))
            .Select(block => $"{block.Place}: {block.Language}"));

    private static bool IsManifest(CodeBlock block) =>
        block.Language == "toml" && block.Place.StartsWith("docs/serve.md:", StringComparison.Ordinal);

    [Theory]
    [InlineData("Console.WriteLine(nothing);", "CS0103")]
    [InlineData("using var engine = new Engine();", "CS0246")]
    [InlineData("string text = null;", "CS8600")]
    public void What_does_not_compile_is_found(string code, string error) =>
        Assert.Contains(HostSample.Compile(code, Stream.Null), complaint => complaint.Contains(error, StringComparison.Ordinal));
}
