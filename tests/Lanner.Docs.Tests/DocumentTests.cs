using System.Text.RegularExpressions;

namespace Lanner.Docs.Tests;

/// <summary>Everything that documents refer to exists.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Links_lead_to_files_of_the_repository() => Assert.Empty(
        CodeBlock.Documents.SelectMany(file => Link().Matches(File.ReadAllText(file)).Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal)
                && !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target)))
            .Select(target => $"{Path.GetRelativePath(Repository.Root, file)} links to {target}")));

    [Fact]
    public void Every_feature_is_in_the_list_of_proposals_and_its_scripts_are_there()
    {
        var rows = File.ReadLines(Repository.PathOf("docs/proposals.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var features = Enum.GetValues<WasmFeatures>().Where(feature => System.Numerics.BitOperations.PopCount((uint)feature) == 1);
        foreach (var feature in features)
        {
            var row = Assert.Single(rows, row => row.Contains($"| `{feature}` |", StringComparison.Ordinal));
            Assert.Contains(WasmFeatures.Default.HasFlag(feature) ? "| on |" : "| off: ", row, StringComparison.Ordinal);
            Assert.Matches(Script(), row);
        }

        Assert.DoesNotContain(
            rows.SelectMany(row => Script().Matches(row)).Select(script => script.Groups[1].Value),
            script => !File.Exists(Repository.PathOf($"tests/scripts/{script}")));
    }

    [Fact]
    public void Every_host_sample_is_in_their_list()
    {
        var list = File.ReadAllText(Repository.PathOf("samples/hosts/README.md"));

        Assert.DoesNotContain(HostSample.Names, name => !list.Contains($"| `{name}.cs` |", StringComparison.Ordinal));
    }

    [Fact]
    public void Tests_that_the_page_on_security_names_are_there()
    {
        var sources = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories).ToList();
        var page = File.ReadAllText(Repository.PathOf("SECURITY.md"));
        var methods = sources.SelectMany(file => TestMethod().Matches(File.ReadAllText(file)).Select(method => method.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        var classes = TestClass().Matches(page).Select(name => name.Groups[1].Value).ToList();
        var named = TestName().Matches(page).Select(name => name.Groups[1].Value).ToList();

        Assert.NotEmpty(classes);
        Assert.NotEmpty(named);
        Assert.DoesNotContain(
            classes, name => !sources.Exists(file => file.Replace('\\', '/').EndsWith($"/{name}.cs", StringComparison.Ordinal)));
        Assert.DoesNotContain(named, name => !methods.Contains(name));
    }

    /// <summary>A name is a word of the sources, or a folder.</summary>
    [Fact]
    public void Names_in_the_page_on_architecture_are_in_the_repository()
    {
        string[] roots = [.. ((string[])["src", "tests", "bench"]).Select(Repository.PathOf)];
        var words = roots.SelectMany(root => Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText);
        var folders = roots.SelectMany(root => Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories));
        var known = words.Concat(folders).SelectMany(text => Word().Matches(text).Select(word => word.Value))
            .ToHashSet(StringComparer.Ordinal);
        var named = CodeSpan().Matches(File.ReadAllText(Repository.PathOf("ARCHITECTURE.md")))
            .SelectMany(span => Word().Matches(span.Value).Select(word => word.Value))
            .Where(word => char.IsUpper(word[0])).Distinct().ToList();

        Assert.True(named.Count > 100);
        Assert.DoesNotContain(named, name => !known.Contains(name));
    }

    [Fact]
    public void The_page_on_architecture_is_read_in_five_minutes() => Assert.InRange(
        File.ReadAllText(Repository.PathOf("ARCHITECTURE.md")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 1, 1400);

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\]\(([^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([a-z0-9/-]+\.wast)`")]
    private static partial Regex Script();

    [GeneratedRegex("`([A-Za-z0-9/]+Tests)`")]
    private static partial Regex TestClass();

    [GeneratedRegex("`([A-Z][a-z]*(_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\b(?:void|Task) ([A-Z]\w*_\w*)\(")]
    private static partial Regex TestMethod();
}
