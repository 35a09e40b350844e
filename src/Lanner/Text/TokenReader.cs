using System.Text;
using Lanner.Binary;

namespace Lanner.Text;

/// <summary>A position in a <see cref="TokenSequence"/>, with what every parser asks of it.</summary>
internal sealed class TokenReader(TokenSequence sequence, Token[] tokens, int position = 0)
{
    private int _position = position;

    internal TokenReader(TokenSequence sequence)
        : this(sequence, sequence.Tokens)
    {
    }

    internal TokenSequence Sequence { get; } = sequence;

    /// <summary>The index of the current token.</summary>
    internal int Position => _position;

    internal Token Current => tokens[_position];

    internal bool IsAtEnd => Current.Kind == TokenKind.End;

    /// <summary>True if the current token is a word that the text format does not know.</summary>
    internal bool IsAtUnknownWord => IsUnknownWord(Current);

    internal bool IsAtRight => Current.Kind == TokenKind.RightParenthesis;

    private Token Following => tokens[Math.Min(_position + 1, tokens.Length - 1)];

    internal ReadOnlySpan<byte> Text => Sequence.Text(Current);

    /// <summary>The kind of the token after the current one.</summary>
    internal TokenKind FollowingKind => Following.Kind;

    /// <summary>The text of the token after the current one.</summary>
    internal ReadOnlySpan<byte> FollowingText => Sequence.Text(Following);

    internal void Advance()
    {
        _position++;
        Sequence.Admission?.Reach(_position);
    }

    internal void MoveTo(int position) => _position = position;

    /// <summary>Passes over a parenthesis and everything in it.</summary>
    internal void SkipGroup()
    {
        _position = Current.Match;
        Expect(TokenKind.RightParenthesis);
    }

    internal bool IsKeyword(ReadOnlySpan<byte> keyword) => Current.Kind == TokenKind.Keyword && Text.SequenceEqual(keyword);

    /// <summary>Tests whether a parenthesis opens here whose first word is <paramref name="keyword"/>.</summary>
    internal bool IsOpen(ReadOnlySpan<byte> keyword) =>
        Current.Kind == TokenKind.LeftParenthesis && Following.Kind == TokenKind.Keyword && FollowingText.SequenceEqual(keyword);

    internal bool Accept(ReadOnlySpan<byte> keyword)
    {
        if (!IsKeyword(keyword))
        {
            return false;
        }

        Advance();
        return true;
    }

    internal bool AcceptOpen(ReadOnlySpan<byte> keyword)
    {
        if (!IsOpen(keyword))
        {
            return false;
        }

        Advance();
        Advance();
        return true;
    }

    internal Token Expect(TokenKind kind)
    {
        var token = Current;
        if (token.Kind != kind)
        {
            throw Unexpected(Describe(kind));
        }

        // The end stays current, whoever expects it.
        if (kind != TokenKind.End)
        {
            Advance();
        }

        return token;
    }

    internal void ExpectRight() => Expect(TokenKind.RightParenthesis);

    internal void Expect(ReadOnlySpan<byte> keyword)
    {
        if (!Accept(keyword))
        {
            throw Unexpected($"'{Encoding.UTF8.GetString(keyword)}'");
        }
    }

    internal void ExpectOpen(ReadOnlySpan<byte> keyword)
    {
        if (!AcceptOpen(keyword))
        {
            throw Unexpected($"'({Encoding.UTF8.GetString(keyword)}'");
        }
    }

    /// <summary>Reads an identifier if there is one.</summary>
    /// <returns>Its name without the dollar sign, or null.</returns>
    internal string? AcceptIdentifier()
    {
        if (Current.Kind != TokenKind.Identifier)
        {
            return null;
        }

        var text = Text[1..];
        Advance();
        return text[0] == '"' ? StringLiteral.TryDecodeName(text, Sequence.Admission) : Encoding.ASCII.GetString(text);
    }

    /// <summary>Reads a string into <paramref name="writer"/>.</summary>
    internal void ReadString(ByteWriter writer)
    {
        var token = Expect(TokenKind.String);
        StringLiteral.Decode(Sequence.Text(token), writer, Sequence.Admission);
    }

    /// <summary>Reads strings, as many as there are, and puts them together.</summary>
    internal ByteWriter ReadStrings()
    {
        var writer = new ByteWriter();
        while (Current.Kind == TokenKind.String)
        {
            ReadString(writer);
        }

        return writer;
    }

    /// <summary>Reads a string that is a name, and so has to be valid UTF-8 (specification 6.3.4).</summary>
    internal string ReadName()
    {
        var token = Expect(TokenKind.String);
        return StringLiteral.TryDecodeName(Sequence.Text(token), Sequence.Admission) ?? throw Malformed("malformed UTF-8 encoding", token);
    }

    internal uint ReadNatural32()
    {
        var token = Expect(TokenKind.Natural);
        return IntegerLiteral.TryParseNatural(Sequence.Text(token), out var value) && value <= uint.MaxValue
            ? (uint)value
            : throw OutOfRange("i32 constant", "32 bits", token);
    }

    internal ulong ReadNatural64()
    {
        var token = Expect(TokenKind.Natural);
        return IntegerLiteral.TryParseNatural(Sequence.Text(token), out var value)
            ? value
            : throw OutOfRange("i64 constant", "64 bits", token);
    }

    /// <summary>Reads an integer of <paramref name="width"/> bits, signed or not.</summary>
    internal ulong ReadInteger(int width)
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Natural or TokenKind.Integer))
        {
            throw Unexpected("an integer");
        }

        Advance();
        return IntegerLiteral.TryParse(Sequence.Text(token), width, out var bits)
            ? bits
            : throw OutOfRange("constant", $"{width} bits", token);
    }

    internal uint ReadFloat32()
    {
        var token = ExpectNumber();
        return FloatLiteral.TryParse32(Sequence.Text(token), out var bits) ? bits : throw OutOfRange("constant", "f32", token);
    }

    internal ulong ReadFloat64()
    {
        var token = ExpectNumber();
        return FloatLiteral.TryParse64(Sequence.Text(token), out var bits) ? bits : throw OutOfRange("constant", "f64", token);
    }

    /// <summary>The complaint about the current token: that nobody knows the word, or that something else stands here than
    /// should.</summary>
    /// <param name="expected">The thing that should stand here, such as "an instruction".</param>
    internal MalformedTextException Unexpected(string expected) => Unexpected(expected, Current);

    /// <summary>The complaint about a token.</summary>
    internal MalformedTextException Unexpected(string expected, Token token)
    {
        var reason = IsUnknownWord(token)
            ? $"unknown operator {Excerpt(Sequence.Text(token))}: expected {expected}"
            : $"unexpected token: expected {expected}, found {Describe(token)}";
        return Malformed(reason, token);
    }

    internal MalformedTextException Malformed(string reason) => Malformed(reason, Current);

    internal MalformedTextException Malformed(string reason, Token token) => Sequence.Malformed(reason, token.Start);

    /// <summary>A token as messages show it.</summary>
    internal string Describe(Token token) => token.Kind switch
    {
        TokenKind.End => Describe(TokenKind.End),
        TokenKind.String => $"the string {Excerpt(Sequence.Text(token))}",
        _ => $"'{Excerpt(Sequence.Text(token))}'",
    };

    private bool IsUnknownWord(Token token) =>
        token.Kind == TokenKind.Reserved || (token.Kind == TokenKind.Keyword && !Keywords.IsKnown(Sequence.Text(token)));

    private MalformedTextException OutOfRange(string constant, string type, Token token) =>
        Malformed($"{constant} out of range: expected a number that fits {type}, found {Describe(token)}", token);

    private static string Describe(TokenKind kind) => kind switch
    {
        TokenKind.End => "the end of the text",
        TokenKind.LeftParenthesis => "'('",
        TokenKind.RightParenthesis => "')'",
        TokenKind.Keyword => "a word",
        TokenKind.Natural => "a number without a sign",
        TokenKind.Integer => "an integer",
        TokenKind.Float => "a number",
        TokenKind.String => "a string",
        TokenKind.Identifier => "an identifier such as $name",
        _ => "a token",
    };

    private static string Excerpt(ReadOnlySpan<byte> text) =>
        text.Length <= 40 ? Encoding.UTF8.GetString(text) : $"{Encoding.UTF8.GetString(text[..40])}…";

    private Token ExpectNumber()
    {
        var token = Current;
        if (!token.IsNumber)
        {
            throw Unexpected("a number");
        }

        Advance();
        return token;
    }
}
