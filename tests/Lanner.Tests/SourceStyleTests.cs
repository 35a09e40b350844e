using System.Text.RegularExpressions;

namespace Lanner.Tests;

/// <summary>Rules of style that neither the compiler nor <c>dotnet format</c> holds: the width of lines, and the beginning of
/// summaries.</summary>
public sealed partial class SourceStyleTests
{
    /// <summary>The same as <c>max_line_length</c> of <c>.editorconfig</c>, which no tool enforces.</summary>
    private const int MaximumColumns = 140;

    private static readonly string[] Extensions = [".cs", ".csproj", ".props", ".sh", ".yml"];

    /// <summary>Folders that hold no sources.</summary>
    private static readonly string[] Skipped = [".git", ".vs", ".idea", "artifacts", "bin", "node_modules", "obj"];

    /// <summary>The files that people write, as paths inside the repository.</summary>
    private static IEnumerable<string> Sources => FilesIn(Repository.Root)
        .Where(file => Extensions.Contains(Path.GetExtension(file)))
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));

    [Fact]
    public void Lines_fit_140_columns() => Assert.Empty(Sources.SelectMany(LongLines));

    [Fact]
    public void Documentation_says_what_a_thing_is_or_does() => Assert.Empty(Sources.SelectMany(Questions));

    [Theory]
    [InlineData("/// <summary>What a thing is.</summary>")]
    [InlineData("/// <summary>\n    /// Whether it is so.</summary>")]
    [InlineData("/// <param name=\"count\">How many.</param>")]
    [InlineData("/// <returns>Where it begins.</returns>")]
    public void Questions_are_found(string text) => Assert.Single(Question().Matches(DocumentationIn(text)));

    [Theory]
    [InlineData("/// <summary>The number of things, and what they are.</summary>")]
    [InlineData("/// <summary>Whatever is left.</summary>")]
    [InlineData("/// <param name=\"how\">The way to do it.</param>")]
    public void Statements_are_no_questions(string text) => Assert.Empty(Question().Matches(DocumentationIn(text)));

    private static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !Skipped.Contains(Path.GetFileName(inner))).SelectMany(FilesIn));

    private static IEnumerable<string> LongLines(string file) => File.ReadLines(Repository.PathOf(file)).Index()
        .Where(line => line.Item.Length > MaximumColumns)
        .Select(line => $"{file}:{line.Index + 1}: {line.Item.Length} columns");

    private static IEnumerable<string> Questions(string file) => file.EndsWith(".cs", StringComparison.Ordinal)
        ? Question().Matches(DocumentationIn(File.ReadAllText(Repository.PathOf(file)))).Select(match => $"{file}: {match.Value}")
        : [];

    /// <summary>Returns the documentation in a file, without the signs in front of its lines.</summary>
    private static string DocumentationIn(string text) => string.Join('\n', text.Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.StartsWith("///", StringComparison.Ordinal))
        .Select(line => line[3..]));

    [GeneratedRegex(@"<(summary|param|typeparam|returns|value)\b[^<>]*>\s*(What|Whether|How|That|Who|Where|Which)\b.*")]
    private static partial Regex Question();
}
