using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lanner.Text.Printing;

/// <summary>Writes strings and identifiers (specification 6.3.3 and 6.3.5).</summary>
internal static class StringText
{
    /// <summary>The characters of an identifier that needs no quotes.</summary>
    private static readonly SearchValues<char> IdentifierCharacters =
        SearchValues.Create("!#$%&'*+-./0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ\\^_`abcdefghijklmnopqrstuvwxyz|~");

    /// <summary>The identifier for a name that is not empty.</summary>
    internal static string Identifier(string name) =>
        name.AsSpan().ContainsAnyExcept(IdentifierCharacters) ? $"${Quote(name)}" : $"${name}";

    /// <summary>The annotation that gives a name which the identifier does not.</summary>
    internal static string NameAnnotation(string name) => $"(@{AnnotationNames.Name} {Quote(name)})";

    /// <summary>A name as a string. What would not be seen, or would change how the rest is seen, is escaped.</summary>
    internal static string Quote(string name)
    {
        var text = new StringBuilder("\"", name.Length + 2);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
            {
                text.Append('\\').Append((char)rune.Value);
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
            else
            {
                text.Append(rune.ToString());
            }
        }

        return text.Append('"').ToString();
    }

    /// <summary>Adds bytes as the inside of a string.</summary>
    internal static void Append(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            switch (value)
            {
                case (byte)'"' or (byte)'\\':
                    text.Append('\\').Append((char)value);
                    break;
                case (byte)'\n':
                    text.Append("\\n");
                    break;
                case >= 0x20 and < 0x7F:
                    text.Append((char)value);
                    break;
                default:
                    text.Append('\\').Append(Digit(value >> 4)).Append(Digit(value & 15));
                    break;
            }
        }
    }

    private static char Digit(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);
}
