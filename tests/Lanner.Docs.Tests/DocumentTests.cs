using System.Text.RegularExpressions;

namespace Lanner.Docs.Tests;

/// <summary>What documents refer to is there.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Links_lead_to_files_of_the_repository() => Assert.Empty(
        CodeBlock.Documents.SelectMany(file => Link().Matches(File.ReadAllText(file)).Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target)))
            .Select(target => $"{Path.GetRelativePath(Repository.Root, file)} links to {target}")));

    [Fact]
    public void Every_feature_is_in_the_list_of_proposals_and_its_scripts_are_there()
    {
        var rows = File.ReadLines(Repository.PathOf("docs/proposals.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var features = Enum.GetValues<WasmFeatures>().Where(feature => System.Numerics.BitOperations.PopCount((uint)feature) == 1);
        foreach (var feature in features)
        {
            var row = Assert.Single(rows, row => row.Contains($"| `{feature}` |", StringComparison.Ordinal));
            Assert.Contains(WasmFeatures.Default.HasFlag(feature) ? "| on |" : "| off: ", row, StringComparison.Ordinal);
            Assert.Matches(Script(), row);
        }

        Assert.DoesNotContain(rows.SelectMany(row => Script().Matches(row)).Select(script => script.Groups[1].Value), script => !File.Exists(Repository.PathOf($"tests/scripts/{script}")));
    }

    [Fact]
    public void Every_host_sample_is_in_their_list()
    {
        var list = File.ReadAllText(Repository.PathOf("samples/hosts/README.md"));

        Assert.DoesNotContain(HostSample.Names, name => !list.Contains($"| `{name}.cs` |", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([a-z0-9/-]+\.wast)`")]
    private static partial Regex Script();
}
