namespace Lanner.Wit.Syntax;

/// <summary>A file of WIT, or another text that mistakes are found in.</summary>
internal sealed class SourceFile(string name, string text)
{
    internal string Name { get; } = name;

    internal string Text { get; } = text;

    /// <summary>Makes the exception that tells of a mistake.</summary>
    internal WitException Error(string reason, int offset)
    {
        var before = Text.AsSpan(0, Math.Min(offset, Text.Length));
        var line = before.Count('\n') + 1;
        return new WitException(reason, Name, line, before.Length - before.LastIndexOf('\n'));
    }
}

/// <summary>A place in a file.</summary>
internal readonly record struct Location(SourceFile File, int Offset)
{
    /// <summary>Makes the exception that tells of a mistake here.</summary>
    internal WitException Error(string reason) => File.Error(reason, Offset);
}
