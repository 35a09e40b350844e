using System.Text;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Waves;

/// <summary>Reads the parts of a WAVE text: labels, numbers, characters and strings.</summary>
internal sealed class WaveLexer(SourceFile file)
{
    private readonly string _text = file.Text;

    internal int Position { get; set; }

    internal bool IsAtEnd => Position >= _text.Length;

    internal WitException Error(string reason) => file.Error(reason, Position);

    internal WitException ErrorAt(int position, string reason) => file.Error(reason, position);

    internal WitException Unexpected(string expected) => Error($"expected {expected}, found {Describe()}");

    /// <summary>Passes over white space and comments.</summary>
    internal void SkipSpace()
    {
        while (!IsAtEnd)
        {
            if (_text[Position] is ' ' or '\t' or '\r' or '\n')
            {
                Position++;
            }
            else if (_text.AsSpan(Position).StartsWith("//"))
            {
                var length = _text.AsSpan(Position).IndexOf('\n');
                Position = length < 0 ? _text.Length : Position + length;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>The next character behind white space, or a zero.</summary>
    internal char Peek()
    {
        SkipSpace();
        return IsAtEnd ? '\0' : _text[Position];
    }

    internal bool TryTake(char character)
    {
        if (Peek() != character || IsAtEnd)
        {
            return false;
        }

        Position++;
        return true;
    }

    internal bool TryTakeArrow()
    {
        SkipSpace();
        if (!_text.AsSpan(Position).StartsWith("->"))
        {
            return false;
        }

        Position += 2;
        return true;
    }

    internal void Expect(char character, string? expected = null)
    {
        if (!TryTake(character))
        {
            throw Unexpected(expected ?? $"`{character}`");
        }
    }

    /// <summary>Reads a label, or returns null if none stands here.</summary>
    /// <param name="isEscaped">True when a percent sign stands before the label, so that it is no keyword.</param>
    internal string? TryReadLabel(out bool isEscaped)
    {
        isEscaped = Peek() == '%';
        var start = isEscaped ? Position + 1 : Position;
        var end = start;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '-'))
        {
            end++;
        }

        var label = _text.AsSpan(start, end - start);
        if (label is not [>= 'a' and <= 'z' or >= 'A' and <= 'Z', ..])
        {
            return isEscaped ? throw Unexpected("a name behind the percent sign") : null;
        }

        if (Names.Mistake(label) is { } mistake)
        {
            throw Error($"the name `{label}` {mistake}");
        }

        Position = end;
        return label.ToString();
    }

    /// <summary>Reads a number as it is written.</summary>
    internal ReadOnlySpan<char> ReadNumber(out bool isInteger)
    {
        var start = Position;
        var isNumber = true;
        isInteger = true;
        if (!IsAtEnd && _text[Position] == '-')
        {
            Position++;
        }

        var digits = SkipDigits();
        isNumber &= digits == 1 || (digits > 1 && _text[Position - digits] != '0');
        if (!IsAtEnd && _text[Position] == '.')
        {
            isInteger = false;
            Position++;
            isNumber &= SkipDigits() > 0;
        }

        if (!IsAtEnd && _text[Position] is 'e' or 'E')
        {
            isInteger = false;
            Position++;
            if (!IsAtEnd && _text[Position] is '+' or '-')
            {
                Position++;
            }

            isNumber &= SkipDigits() > 0;
        }

        var end = Position;
        if (!isNumber)
        {
            Position = start;
            throw Unexpected("a number");
        }

        return _text.AsSpan(start, end - start);
    }

    /// <summary>Reads the name of a function: all until the parenthesis.</summary>
    internal string ReadFunctionName()
    {
        SkipSpace();
        var start = Position;
        while (!IsAtEnd && (char.IsAsciiLetterOrDigit(_text[Position]) || "-:/.@+%[]#".Contains(_text[Position], StringComparison.Ordinal)))
        {
            Position++;
        }

        return Position > start ? _text[start..Position] : throw Unexpected("the name of a function");
    }

    internal Rune ReadChar()
    {
        Expect('\'', "a character in single quotes");
        var start = Position;
        if (IsAtEnd || _text[Position] is '\'' or '\n')
        {
            throw Error("expected a character, found none");
        }

        var value = ReadCharacter();
        if (IsAtEnd || _text[Position] != '\'')
        {
            throw ErrorAt(start, "the single quotes hold more than one character, or are not closed");
        }

        Position++;
        return value;
    }

    internal string ReadString()
    {
        if (Peek() != '"')
        {
            throw Unexpected("a string");
        }

        if (_text.AsSpan(Position).StartsWith("\"\"\""))
        {
            return ReadMultilineString();
        }

        var start = Position;
        var value = new StringBuilder();
        for (Position++; !IsAtEnd && _text[Position] != '"';)
        {
            if (_text[Position] == '\n')
            {
                throw ErrorAt(start, "the string has no end on its line");
            }

            value.Append(ReadCharacter().ToString());
        }

        if (IsAtEnd)
        {
            throw ErrorAt(start, "the string has no end");
        }

        Position++;
        return value.ToString();
    }

    /// <summary>Reads a string in three quotes, whose last line says how far all lines are indented.</summary>
    private string ReadMultilineString()
    {
        var start = Position;
        Position += 3;
        SkipLineBreak(start);
        var lines = new List<(int Start, int End)>();
        while (true)
        {
            var lineStart = Position;
            var length = _text.AsSpan(Position).IndexOf('\n');
            var lineEnd = length < 0 ? _text.Length : Position + length;
            var quotes = _text.AsSpan(lineStart, lineEnd - lineStart).IndexOf("\"\"\"");
            if (quotes >= 0)
            {
                var indentation = _text.AsSpan(lineStart, quotes);
                if (indentation.ContainsAnyExcept(' '))
                {
                    throw ErrorAt(lineStart + quotes, "three quotes stand on a line of their own, behind spaces at most");
                }

                var value = Dedent(lines, quotes);
                Position = lineStart + quotes + 3;
                return value;
            }

            if (length < 0)
            {
                throw ErrorAt(start, "the string has no end");
            }

            lines.Add((lineStart, lineEnd));
            Position = lineEnd + 1;
        }
    }

    private void SkipLineBreak(int start)
    {
        if (_text.AsSpan(Position).StartsWith("\r\n"))
        {
            Position++;
        }

        if (IsAtEnd || _text[Position] != '\n')
        {
            throw ErrorAt(start, "three quotes are followed by a line break");
        }

        Position++;
    }

    private string Dedent(List<(int Start, int End)> lines, int indentation)
    {
        var value = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var (start, end) = lines[i];
            if (end > start && _text[end - 1] == '\r')
            {
                end--;
            }

            if (end - start < indentation || _text.AsSpan(start, indentation).ContainsAnyExcept(' '))
            {
                throw ErrorAt(start, $"the line begins with less than {indentation} spaces, as many as stand before the last quotes");
            }

            value.Append(i == 0 ? "" : "\n");
            for (Position = start + indentation; Position < end;)
            {
                value.Append(ReadCharacter().ToString());
            }
        }

        return value.ToString();
    }

    /// <summary>Reads a character or an escape sequence.</summary>
    private Rune ReadCharacter()
    {
        var start = Position;
        if (_text[Position] != '\\')
        {
            if (!Rune.TryGetRuneAt(_text, Position, out var rune))
            {
                throw Error("half a surrogate pair is no character");
            }

            Position += rune.Utf16SequenceLength;
            return rune;
        }

        Position += 2;
        switch (Position <= _text.Length ? _text[Position - 1] : '\0')
        {
            case 't':
                return new Rune('\t');
            case 'n':
                return new Rune('\n');
            case 'r':
                return new Rune('\r');
            case '\'' or '"' or '\\':
                return new Rune(_text[Position - 1]);
            case 'u':
                var position = Position;
                var value = StringLiteral.ReadScalar(file, ref position, start);
                Position = position;
                return value;
            default:
                throw ErrorAt(start, "the escape sequence is unknown");
        }
    }

    private int SkipDigits()
    {
        var start = Position;
        while (!IsAtEnd && char.IsAsciiDigit(_text[Position]))
        {
            Position++;
        }

        return Position - start;
    }

    private string Describe()
    {
        SkipSpace();
        if (IsAtEnd)
        {
            return "the end";
        }

        var end = Position;
        while (end < _text.Length && end - Position < 40 && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '-' or '.'))
        {
            end++;
        }

        return end > Position ? $"`{_text[Position..end]}`" : Characters.Describe(_text, Position);
    }
}
