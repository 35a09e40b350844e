using System.Globalization;
using System.Text;

namespace Lanner.Wit.Syntax;

/// <summary>Strings of WIT, which are those of the text format of core WebAssembly.</summary>
internal static class StringLiteral
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The length of a string with its quotes, escapes not looked at.</summary>
    internal static int LengthAt(SourceFile file, int start)
    {
        for (var i = start + 1; i < file.Text.Length; i++)
        {
            switch (file.Text[i])
            {
                case '"':
                    return i + 1 - start;
                case '\\':
                    i++;
                    break;
                case '\n':
                    throw file.Error("the string has no end on its line", start);
            }
        }

        throw file.Error("the string has no end", start);
    }

    /// <summary>The string that a literal stands for.</summary>
    internal static string Value(SourceFile file, Token token)
    {
        var bytes = new List<byte>();
        Span<byte> buffer = stackalloc byte[4];
        var position = token.Start + 1;
        while (position < token.End - 1)
        {
            if (file.Text[position] == '\\')
            {
                ReadEscape(file, ref position, bytes);
                continue;
            }

            if (!Rune.TryGetRuneAt(file.Text, position, out var rune))
            {
                throw file.Error("the string has half a surrogate pair", position);
            }

            bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
            position += rune.Utf16SequenceLength;
        }

        try
        {
            return Encoding.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw file.Error("the string is not UTF-8", token.Start);
        }
    }

    /// <summary>Writes a string as a literal.</summary>
    internal static string Write(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' or '\\' => text.Append('\\').Append(character),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when Characters.Forbidden.Contains(character) => text.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)character:x}}}"),
                _ => text.Append(character),
            };
        }

        return text.Append('"').ToString();
    }

    private static void ReadEscape(SourceFile file, ref int position, List<byte> bytes)
    {
        var start = position;
        var text = file.Text;
        var character = text[position + 1];
        position += 2;
        var simple = character switch
        {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            '"' or '\'' or '\\' => character,
            _ => '\0',
        };
        if (simple != '\0')
        {
            bytes.Add((byte)simple);
        }
        else if (character == 'u')
        {
            Span<byte> buffer = stackalloc byte[4];
            bytes.AddRange(buffer[..ReadScalar(file, ref position, start).EncodeToUtf8(buffer)]);
        }
        else if (char.IsAsciiHexDigit(character) && position < text.Length && char.IsAsciiHexDigit(text[position]))
        {
            bytes.Add(byte.Parse(text.AsSpan(start + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            position++;
        }
        else
        {
            throw file.Error("the escape sequence is unknown", start);
        }
    }

    /// <summary>Reads the braces and digits of an escape sequence such as <c>\u{7fff}</c>.</summary>
    internal static Rune ReadScalar(SourceFile file, ref int position, int start)
    {
        var text = file.Text;
        var value = 0;
        var digits = 0;
        if (position >= text.Length || text[position] != '{')
        {
            throw file.Error("the escape sequence needs braces, as in `\\u{7fff}`", start);
        }

        for (position++; position < text.Length && char.IsAsciiHexDigit(text[position]); position++)
        {
            digits++;
            value = value > 0x10ffff ? value : (value << 4) | Convert.ToInt32(text[position].ToString(), 16);
        }

        if (digits == 0 || position >= text.Length || text[position] != '}')
        {
            throw file.Error("the escape sequence needs hexadecimal digits in braces, as in `\\u{7fff}`", start);
        }

        position++;
        return Rune.IsValid(value) ? new Rune(value) : throw file.Error("the escape sequence stands for no Unicode scalar value", start);
    }
}
