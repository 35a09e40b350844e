namespace Lanner.Wit.Syntax;

/// <summary>Makes documentation of the comments that stand before an item.</summary>
internal static class DocumentationText
{
    /// <summary>Joins comments, without the white space that all their lines begin with.</summary>
    internal static string Join(List<string> comments) => Align(comments.SelectMany(Lines).ToList());

    /// <summary>Brings documentation that was in no comment into the form of what was.</summary>
    internal static string Normalize(string documentation)
    {
        var allowed = documentation.Replace("\r\n", "\n", StringComparison.Ordinal).Select(character =>
            Characters.Forbidden.Contains(character) || char.IsSurrogate(character) || character == '\r' ? '\ufffd' : character);
        var text = documentation.AsSpan().ContainsAny(Characters.Forbidden) || documentation.Contains('\r', StringComparison.Ordinal)
            ? string.Concat(allowed)
            : documentation;
        return Align([.. text.Split('\n').Select(line => line.TrimEnd())]);
    }

    private static string Align(List<string> lines)
    {
        var indentation = IndentationOf(lines);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indentation..] : line));
    }

    private static int IndentationOf(List<string> lines) => lines
        .Where(line => line.Length > 0)
        .Select(line => line.Length - line.TrimStart().Length)
        .DefaultIfEmpty()
        .Min();

    /// <summary>The lines of a comment. Those of a block comment may begin with an asterisk each.</summary>
    private static IEnumerable<string> Lines(string comment)
    {
        var lines = comment.Split('\n').Select(line => line.TrimEnd()).ToList();
        if (lines.Count == 1)
        {
            return lines;
        }

        if (lines.Skip(1).Where(line => line.Length > 0).All(line => line.TrimStart() is ['*', ..]))
        {
            lines = [lines[0], .. lines.Skip(1).Select(line => line.TrimStart().TrimStart('*'))];
        }

        // The first line stands beside the delimiter, and so says nothing about the others' indentation.
        var first = lines[0].TrimStart();
        var others = lines.Skip(1).ToList();
        var indentation = IndentationOf(others);
        var all = others.Select(line => line.Length > 0 ? line[indentation..] : line).Prepend(first);
        return all.SkipWhile(line => line.Length == 0).Reverse().SkipWhile(line => line.Length == 0).Reverse();
    }
}
