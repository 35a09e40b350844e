using System.Buffers;

namespace Lanner.Wit.Syntax;

/// <summary>Sets of characters.</summary>
internal static class Characters
{
    /// <summary>The letters and digits of ASCII.</summary>
    internal static SearchValues<char> LettersAndDigits { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>The characters that files must not have: they deceive readers, or Unicode advises against them.</summary>
    internal static SearchValues<char> Forbidden { get; } = SearchValues.Create([.. ForbiddenOnes()]);

    /// <summary>Describes a character in an error.</summary>
    internal static string Describe(string text, int offset)
    {
        if (!System.Text.Rune.TryGetRuneAt(text, offset, out var rune))
        {
            return $"U+{(int)text[offset]:X4}";
        }

        return System.Text.Rune.IsControl(rune) || Forbidden.Contains(text[offset]) || rune.Value > 0x7e
            ? $"U+{rune.Value:X4}"
            : $"`{rune}`";
    }

    /// <summary>Finds half a surrogate pair, which no text in UTF-8 has; -1 if there is none.</summary>
    internal static int IndexOfLoneSurrogate(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static IEnumerable<char> ForbiddenOnes()
    {
        for (var character = 0; character < 0x100; character++)
        {
            if (char.IsControl((char)character) && character is not ('\n' or '\r' or '\t'))
            {
                yield return (char)character;
            }
        }

        // What overrides the direction of text, so that it does not look as it reads.
        (int First, int Last)[] directions = [(0x202a, 0x202e), (0x2066, 0x2069)];
        foreach (var (first, last) in directions)
        {
            for (var character = first; character <= last; character++)
            {
                yield return (char)character;
            }
        }

        // What Unicode deprecates or strongly discourages.
        foreach (var character in "\u0149\u0673\u0f77\u0f79\u17a3\u17a4\u17b4\u17b5")
        {
            yield return character;
        }
    }
}
