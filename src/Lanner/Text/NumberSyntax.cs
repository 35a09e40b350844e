namespace Lanner.Text;

/// <summary>Tells numbers from other tokens (specification 6.3.1 and 6.3.2).</summary>
internal static class NumberSyntax
{
    /// <summary><see cref="TokenKind.Natural"/>, <see cref="TokenKind.Integer"/>, <see cref="TokenKind.Float"/>, or
    /// <see cref="TokenKind.Reserved"/> for what is not a number.</summary>
    internal static TokenKind Classify(ReadOnlySpan<byte> text)
    {
        var isSigned = text[0] is (byte)'+' or (byte)'-';
        var rest = isSigned ? text[1..] : text;
        if (rest.SequenceEqual("inf"u8) || rest.SequenceEqual("nan"u8))
        {
            return TokenKind.Float;
        }

        if (rest.StartsWith("nan:0x"u8))
        {
            return IsHexadecimal(rest[6..]) ? TokenKind.Float : TokenKind.Reserved;
        }

        var isHexadecimal = rest.StartsWith("0x"u8);
        rest = isHexadecimal ? rest[2..] : rest;
        if (!SkipDigits(ref rest, isHexadecimal))
        {
            return TokenKind.Reserved;
        }

        if (rest.IsEmpty)
        {
            return isSigned ? TokenKind.Integer : TokenKind.Natural;
        }

        if (rest[0] == '.')
        {
            rest = rest[1..];
            if (!rest.IsEmpty && !IsExponentMark(rest[0], isHexadecimal) && !SkipDigits(ref rest, isHexadecimal))
            {
                return TokenKind.Reserved;
            }
        }

        if (!rest.IsEmpty && IsExponentMark(rest[0], isHexadecimal))
        {
            rest = rest[1..];
            rest = !rest.IsEmpty && rest[0] is (byte)'+' or (byte)'-' ? rest[1..] : rest;
            if (!SkipDigits(ref rest, isHexadecimal: false))
            {
                return TokenKind.Reserved;
            }
        }

        return rest.IsEmpty ? TokenKind.Float : TokenKind.Reserved;
    }

    /// <summary>Tests whether the text is a hexadecimal number without prefix.</summary>
    internal static bool IsHexadecimal(ReadOnlySpan<byte> text) => SkipDigits(ref text, isHexadecimal: true) && text.IsEmpty;

    internal static int DigitValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static bool IsExponentMark(byte character, bool isHexadecimal) => (character | 0x20) == (isHexadecimal ? 'p' : 'e');

    /// <summary>Passes over digits with single underscores between them.</summary>
    private static bool SkipDigits(ref ReadOnlySpan<byte> text, bool isHexadecimal)
    {
        var length = 0;
        var wasDigit = false;
        while (length < text.Length)
        {
            var character = (char)text[length];
            if (isHexadecimal ? char.IsAsciiHexDigit(character) : char.IsAsciiDigit(character))
            {
                wasDigit = true;
            }
            else if (character == '_' && wasDigit)
            {
                wasDigit = false;
            }
            else
            {
                break;
            }

            length++;
        }

        text = text[length..];
        return wasDigit;
    }
}
