namespace Lanner.Wit.Syntax;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind : byte
{
    End,

    /// <summary>A keyword or an identifier.</summary>
    Word,

    /// <summary>An identifier behind a percent sign.</summary>
    EscapedWord,

    Integer,
    Version,
    String,
    Equal,
    Comma,
    Colon,
    Semicolon,
    LeftParenthesis,
    RightParenthesis,
    LeftBrace,
    RightBrace,
    Less,
    Greater,
    Star,
    Arrow,
    Slash,
    Period,
    At,

    /// <summary>A comment, which is no part of the grammar.</summary>
    Comment,

    /// <summary>A comment that documents what follows it.</summary>
    Documentation,
}

/// <summary>A token.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Start">The position of its first character.</param>
/// <param name="End">The position behind its last character.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End);
