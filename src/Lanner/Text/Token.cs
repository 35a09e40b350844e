namespace Lanner.Text;

/// <summary>The kinds of token (specification 6.3.1).</summary>
internal enum TokenKind : byte
{
    /// <summary>The end of the text.</summary>
    End,

    LeftParenthesis,
    RightParenthesis,
    Keyword,

    /// <summary>An integer without a sign.</summary>
    Natural,

    /// <summary>An integer with a sign.</summary>
    Integer,

    Float,
    String,
    Identifier,

    /// <summary>Characters that hang together and are none of the others.</summary>
    Reserved,
}

/// <summary>A token: a range of the text.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Start">The position where it starts, in bytes.</param>
/// <param name="End">The position behind it, in bytes.</param>
/// <param name="Match">Of a left parenthesis: the index of the token that closes it, so that a reader can pass over what it does not want
/// yet.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End, int Match = 0)
{
    internal bool IsNumber => Kind is TokenKind.Natural or TokenKind.Integer or TokenKind.Float;

    internal bool IsIndex => Kind is TokenKind.Natural or TokenKind.Identifier;
}

/// <summary>An annotation, <c>(@id …)</c> (specification 6.3.5 and appendix "Custom Sections and Annotations"). It is not among the
/// tokens.</summary>
/// <param name="Name">The name of the annotation.</param>
/// <param name="Position">The index of the token that it stands in front of.</param>
/// <param name="Start">The position where it starts, in bytes.</param>
/// <param name="Content">The tokens inside, with an <see cref="TokenKind.End"/> after them; empty for annotations that mean nothing to
/// Lanner.</param>
internal sealed record Annotation(string Name, int Position, int Start, Token[] Content);
