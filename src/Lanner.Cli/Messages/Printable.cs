using System.Text;

namespace Lanner.Cli.Messages;

/// <summary>Makes text printable that a module or a file chooses: it must not make lines or commands to the terminal of its own, nor change
/// the order in which the rest is read.</summary>
internal static class Printable
{
    /// <summary>The length of what is shown of a longer name: a name may be as long as its module.</summary>
    private const int LongestName = 256;

    /// <summary>A line, with what would not be printed as the text format escapes it: <c>\u{1b}</c>.</summary>
    internal static string Line(string text)
    {
        if (!text.Any(IsControl))
        {
            return text;
        }

        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            line.Append(IsControl(character) ? $"\\u{{{(int)character:x}}}" : character.ToString());
        }

        return line.ToString();
    }

    /// <summary>A name, cut when it is long.</summary>
    internal static string Name(string name)
    {
        if (name.Length <= LongestName)
        {
            return Line(name);
        }

        // A pair of surrogates is not torn apart.
        var length = char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName;
        return $"{Line(name[..length])}… ({name.Length} characters)";
    }

    /// <summary>Says whether a character is a control character, a separator of lines, or changes the direction of text.</summary>
    private static bool IsControl(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
