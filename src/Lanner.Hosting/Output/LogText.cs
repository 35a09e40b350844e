using System.Globalization;
using System.Text;

namespace Lanner.Hosting.Output;

/// <summary>Makes one line of text that can stand in a log of whatever a guest has written.</summary>
internal static class LogText
{
    /// <summary>Writes an escape for each character that is not seen, or changes what is seen around it: line ends, codes of terminals,
    /// directions of writing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The number of its characters that are kept.</param>
    internal static string Escape(ReadOnlySpan<char> text, int longest)
    {
        var kept = text.Length > longest ? text[..longest] : text;
        var line = new StringBuilder(kept.Length);
        foreach (var character in kept)
        {
            _ = character switch
            {
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                _ when IsSeen(character) => line.Append(character),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
            };
        }

        return kept.Length < text.Length
            ? line.Append(CultureInfo.InvariantCulture, $"… ({text.Length - kept.Length} more)").ToString()
            : line.ToString();
    }

    /// <summary>Halves of pairs are left as they are: a text that was read from UTF-8 has none alone.</summary>
    private static bool IsSeen(char character) => char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
