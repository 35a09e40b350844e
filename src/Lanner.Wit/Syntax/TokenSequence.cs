namespace Lanner.Wit.Syntax;

/// <summary>The tokens of a file, with the documentation that stands before some of them.</summary>
internal sealed class TokenSequence(SourceFile file, List<Token> tokens, List<Token> comments, Dictionary<int, string> documentation)
{
    private readonly HashSet<Token> _colonsInNames = [];

    internal SourceFile File { get; } = file;

    internal int Count => tokens.Count;

    internal Token this[int index] => tokens[index];

    /// <summary>All comments, documentation among them, in their order.</summary>
    internal IReadOnlyList<Token> Comments => comments;

    /// <summary>Notes that a colon is a part of a name, as in <c>wasi:http</c>.</summary>
    internal void NoteInName(Token colon) => _colonsInNames.Add(colon);

    /// <summary>True if a colon is a part of a name, and does not stand between a name and what it is.</summary>
    internal bool IsInName(Token colon) => _colonsInNames.Contains(colon);

    /// <summary>The documentation before a token, or null.</summary>
    internal string? DocumentationOf(int index) => documentation.GetValueOrDefault(index);

    internal ReadOnlySpan<char> TextOf(Token token) => File.Text.AsSpan(token.Start, token.End - token.Start);

    /// <summary>Describes a token in an error.</summary>
    internal string Describe(Token token)
    {
        var text = TextOf(token).ToString();
        return token.Kind switch
        {
            TokenKind.End => "the end of the file",
            TokenKind.Word when Names.IsKeyword(text) => $"the keyword `{text}`",
            TokenKind.String => "a string",
            _ => text.Length > 60 ? $"`{text[..60]}…`" : $"`{text}`",
        };
    }
}
