using System.Text.RegularExpressions;

namespace Lanner.Docs.Tests;

/// <summary>The glossary names types that exist, and each word once.</summary>
public sealed partial class GlossaryTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadLines(Repository.PathOf("docs/glossary.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| word", StringComparison.Ordinal)
                && !line.StartsWith("| ---", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Fact]
    public void Each_type_exists()
    {
        var declared = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .SelectMany(line => Declaration().Matches(line))
            .Select(match => match.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);
        var named = Rows.SelectMany(row => Name().Matches(row[2]).Select(match => match.Groups[1].Value)).ToList();

        Assert.True(named.Count >= Rows.Length);
        Assert.DoesNotContain(named, name => !declared.Contains(name));
    }

    [Fact]
    public void Each_word_has_one_meaning() => Assert.Distinct(Rows.SelectMany(row => row[0].Split(", ")));

    [GeneratedRegex(@"\b(?:class|enum|interface|(?:record )?struct|record) (\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Name();
}
