using System.Text;
using Lanner.Admission;
using Lanner.Binary;

namespace Lanner.Text;

/// <summary>Strings with their escapes (specification 6.3.3).</summary>
internal static class StringLiteral
{
    /// <summary>Passes over the string that starts at <paramref name="position"/>, and checks it.</summary>
    internal static bool TryScan(ReadOnlySpan<byte> source, ref int position, out string reason, ModuleAdmission? admission)
    {
        reason = "";
        var index = position + 1;
        while (index < source.Length)
        {
            admission?.Reach(index);
            switch (source[index])
            {
                case (byte)'"':
                    position = index + 1;
                    return true;
                case (byte)'\n' or (byte)'\r':
                    reason = "unclosed string";
                    return false;
                case < 0x20 or 0x7F:
                    reason = "illegal character";
                    return false;
                case (byte)'\\':
                    var length = ReadEscape(source[index..], out _, out _);
                    if (length == 0)
                    {
                        // An escape that the end of the text cuts short is part of a string that is not closed.
                        reason = index + 1 < source.Length ? "illegal escape" : "unclosed string";
                        return false;
                    }

                    index += length;
                    break;
                default:
                    index++;
                    break;
            }
        }

        reason = "unclosed string";
        return false;
    }

    /// <summary>Writes what a string that <see cref="TryScan"/> has passed stands for, given with its quotes.</summary>
    internal static void Decode(ReadOnlySpan<byte> literal, ByteWriter writer, ModuleAdmission? admission)
    {
        var rest = literal[1..^1];
        Span<byte> encoded = stackalloc byte[4];
        while (rest.IndexOf((byte)'\\') is >= 0 and var plain)
        {
            admission?.Reach(rest.Length);
            writer.Write(rest[..plain]);
            rest = rest[plain..];
            rest = rest[ReadEscape(rest, out var value, out var isScalar)..];
            if (isScalar)
            {
                writer.Write(encoded[..new Rune(value).EncodeToUtf8(encoded)]);
            }
            else
            {
                writer.Write((byte)value);
            }
        }

        writer.Write(rest);
    }

    /// <summary>Decodes what the string stands for, when that is valid UTF-8; otherwise null.</summary>
    internal static string? TryDecodeName(ReadOnlySpan<byte> literal, ModuleAdmission? admission)
    {
        var writer = new ByteWriter(literal.Length);
        Decode(literal, writer, admission);
        return System.Text.Unicode.Utf8.IsValid(writer.Written) ? Encoding.UTF8.GetString(writer.Written) : null;
    }

    /// <summary>Reads the escape at the start of <paramref name="text"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">A byte or a Unicode scalar value.</param>
    /// <param name="isScalar">True for a Unicode scalar value, false for a byte.</param>
    /// <returns>The length of the escape, or 0 when it is not one.</returns>
    private static int ReadEscape(ReadOnlySpan<byte> text, out uint value, out bool isScalar)
    {
        value = 0;
        isScalar = false;
        if (text.Length < 2)
        {
            return 0;
        }

        switch (text[1])
        {
            case (byte)'t':
                value = '\t';
                return 2;
            case (byte)'n':
                value = '\n';
                return 2;
            case (byte)'r':
                value = '\r';
                return 2;
            case (byte)'"' or (byte)'\'' or (byte)'\\':
                value = text[1];
                return 2;
            case (byte)'u' when text.Length > 2 && text[2] == '{':
                isScalar = true;
                var length = text.IndexOf((byte)'}');
                return length > 3 && NumberSyntax.IsHexadecimal(text[3..length])
                    && IntegerLiteral.TryParseDigits(text[3..length], 16, out var scalar) && scalar <= int.MaxValue
                    && Rune.IsValid((int)scalar)
                    && (value = (uint)scalar) == scalar
                    ? length + 1
                    : 0;
            default:
                if (text.Length < 3 || !char.IsAsciiHexDigit((char)text[1]) || !char.IsAsciiHexDigit((char)text[2]))
                {
                    return 0;
                }

                value = (uint)((NumberSyntax.DigitValue(text[1]) << 4) | NumberSyntax.DigitValue(text[2]));
                return 3;
        }
    }
}
