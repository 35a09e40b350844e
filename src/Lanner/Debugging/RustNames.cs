using System.Globalization;
using System.Text;

namespace Lanner.Debugging;

/// <summary>Turns the symbols of Rust back into the paths that people wrote: those of the legacy form,
/// <c>_ZN4core3fmt5write17h0123456789abcdefE</c>, here, those of the first
/// version of Rust's own (RFC 2603) in <see cref="RustV0Reader"/>.</summary>
/// <remarks>Names come from a module, and may be made to be expensive: what is longer than <see cref="LongestName"/> stays what it is, and
/// so does what would become longer.</remarks>
internal static class RustNames
{
    /// <summary>The most characters of a symbol, and of what becomes of it.</summary>
    internal const int LongestName = 4096;

    /// <summary>The last part of a legacy symbol: an <c>h</c> and 16 hexadecimal digits.</summary>
    private const int HashLength = 17;

    /// <summary>The escapes for characters that a symbol cannot have.</summary>
    private static readonly Dictionary<string, char> Escapes = new(StringComparer.Ordinal)
    {
        ["SP"] = '@',
        ["BP"] = '*',
        ["RF"] = '&',
        ["LT"] = '<',
        ["GT"] = '>',
        ["LP"] = '(',
        ["RP"] = ')',
        ["C"] = ',',
    };

    /// <summary>The path that a symbol stands for, or the name itself when it is no symbol of Rust.</summary>
    internal static string Demangle(string name)
    {
        // A symbol is ASCII; a suffix such as ".llvm.123" is the compiler's own.
        if (name.Length is < 4 or > LongestName || name[0] != '_' || !Ascii.IsValid(name))
        {
            return name;
        }

        var path = name.StartsWith("_R", StringComparison.Ordinal) ? new RustV0Reader(name[2..]).Read()
            : name.StartsWith("_ZN", StringComparison.Ordinal) ? ReadLegacy(name.AsSpan(3))
            : null;
        return path is { Length: <= LongestName } ? path : name;
    }

    /// <summary>Reads parts with their lengths up to an <c>E</c>. The last part is a hash; C++ has the same form without it.</summary>
    private static string? ReadLegacy(ReadOnlySpan<char> symbol)
    {
        var parts = new List<string>();
        while (!symbol.IsEmpty && symbol[0] != 'E')
        {
            var digits = 0;
            while (digits < symbol.Length && char.IsAsciiDigit(symbol[digits]))
            {
                digits++;
            }

            if (!int.TryParse(symbol[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length > symbol.Length - digits)
            {
                return null;
            }

            parts.Add(symbol.Slice(digits, length).ToString());
            symbol = symbol[(digits + length)..];
        }

        var hasEnd = symbol is "E" or ['E', '.', ..];
        return hasEnd && parts.Count > 1 && IsHash(parts[^1]) ? string.Join("::", parts[..^1].Select(Unescape)) : null;
    }

    private static bool IsHash(string part) => part.Length == HashLength && part[0] == 'h' && part.Skip(1).All(char.IsAsciiHexDigitLower);

    private static string Unescape(string part)
    {
        var text = new StringBuilder();
        for (var index = part.StartsWith("_$", StringComparison.Ordinal) ? 1 : 0; index < part.Length; index++)
        {
            if (part[index] == '.')
            {
                var isDouble = index + 1 < part.Length && part[index + 1] == '.';
                text.Append(isDouble ? "::" : ".");
                index += isDouble ? 1 : 0;
            }
            else if (part[index] == '$' && part.IndexOf('$', index + 1) is > 0 and var end
                && Character(part[(index + 1)..end]) is { } character)
            {
                text.Append(character);
                index = end;
            }
            else
            {
                text.Append(part[index]);
            }
        }

        return text.ToString();
    }

    private static string? Character(string escape)
    {
        if (Escapes.TryGetValue(escape, out var character))
        {
            return character.ToString();
        }

        return escape.Length is > 1 and <= 7 && escape[0] == 'u'
            && int.TryParse(escape.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            && Rune.TryCreate(number, out var rune) && !Rune.IsControl(rune) ? rune.ToString() : null;
    }
}
