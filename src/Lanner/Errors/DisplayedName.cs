using System.Text;

namespace Lanner;

/// <summary>Names that guests give, as messages show them: a name may be as long as its module, and hold what a terminal takes for
/// commands.</summary>
internal static class DisplayedName
{
    /// <summary>The length of what is shown of a longer name.</summary>
    internal const int MaximumLength = 256;

    /// <summary>A name, cut to <see cref="MaximumLength"/> characters, without control characters.</summary>
    internal static string Of(string name)
    {
        if (name.Length <= MaximumLength && !HasControls(name))
        {
            return name;
        }

        // A pair of surrogates is not torn apart.
        var length = Math.Min(name.Length, MaximumLength);
        length -= length < name.Length && char.IsHighSurrogate(name[length - 1]) ? 1 : 0;
        var shown = new StringBuilder(length + 40);
        foreach (var character in name.AsSpan(0, length))
        {
            shown.Append(IsControl(character) ? '\uFFFD' : character);
        }

        return length < name.Length ? shown.Append($"… ({name.Length} characters)").ToString() : shown.ToString();
    }

    private static bool HasControls(string name)
    {
        foreach (var character in name)
        {
            if (IsControl(character))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Control characters, separators of lines, and what changes the direction of text.</summary>
    private static bool IsControl(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
