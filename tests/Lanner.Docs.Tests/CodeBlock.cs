namespace Lanner.Docs.Tests;

/// <summary>A fenced block of a document.</summary>
/// <param name="Place">The document and the line, as <c>README.md:13</c>.</param>
/// <param name="Language">The words behind the fence.</param>
/// <param name="Text">The lines in it, with a newline behind each.</param>
internal sealed record CodeBlock(string Place, string Language, string Text)
{
    /// <summary>The documents that are meant for readers, as paths inside the repository.</summary>
    internal static IEnumerable<string> Documents { get; } =
    [
        .. Directory.GetFiles(Repository.Root, "*.md"),
        .. ((string[])["docs", "samples", "bench"])
            .SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories)),
    ];

    /// <summary>All blocks of all documents, but for the page of messages and that of typed components, which have tests of their own that
    /// run all that they show (MessageTests of Lanner.Cli.Tests, DocumentTests of Lanner.Components.Generators.Tests).</summary>
    internal static IEnumerable<CodeBlock> All =>
        Documents.Where(file => Path.GetFileName(file) is not ("messages.md" or "components-in-csharp.md"))
            .Order(StringComparer.Ordinal).SelectMany(Read);

    /// <summary>The blocks in a language.</summary>
    internal static CodeBlock[] In(string language) => [.. All.Where(block => block.Language == language)];

    private static IEnumerable<CodeBlock> Read(string file)
    {
        var lines = File.ReadAllLines(file);
        for (var index = 0; index < lines.Length; index++)
        {
            if (lines[index].StartsWith("```", StringComparison.Ordinal))
            {
                var start = index++;
                while (lines[index] != "```")
                {
                    index++;
                }

                yield return new CodeBlock(
                    $"{Path.GetRelativePath(Repository.Root, file)}:{start + 1}", lines[start][3..].Trim(),
                    string.Concat(lines[(start + 1)..index].Select(line => line + '\n')));
            }
        }
    }
}
