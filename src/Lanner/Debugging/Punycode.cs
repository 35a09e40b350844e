using System.Text;

namespace Lanner.Debugging;

/// <summary>Identifiers beyond ASCII in symbols of Rust: Punycode (RFC 3492), with an underscore where that has a hyphen.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int LeastThreshold = 1;
    private const int MostThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int FirstBias = 72;
    private const int FirstCode = 0x80;

    /// <summary>More characters than names of people's functions have; each is put into its place at the cost of moving those behind
    /// it.</summary>
    private const int LongestIdentifier = 256;

    /// <summary>Decodes an identifier (section 6.2), or says null when it is malformed.</summary>
    internal static string? Decode(string text)
    {
        var parting = text.LastIndexOf('_');
        var runes = new List<Rune>();
        foreach (var character in parting > 0 ? text[..parting] : "")
        {
            runes.Add(new Rune(character));
        }

        var (code, place, bias) = (FirstCode, 0L, FirstBias);
        for (var position = parting + 1; position < text.Length;)
        {
            var start = place;
            var weight = 1L;
            for (var step = Base; ; step += Base)
            {
                if (position == text.Length || DigitOf(text[position++]) is not { } digit)
                {
                    return null;
                }

                place += digit * weight;
                var threshold = int.Clamp(step - bias, LeastThreshold, MostThreshold);
                if (digit < threshold)
                {
                    break;
                }

                weight *= Base - threshold;
                if (place > int.MaxValue || weight > int.MaxValue)
                {
                    return null;
                }
            }

            var length = runes.Count + 1;
            bias = Adapt(place - start, length, isFirst: start == 0);
            var next = code + (place / length);
            place %= length;
            if (length > LongestIdentifier || next > 0x10FFFF || !Rune.TryCreate((int)next, out var rune) || Rune.IsControl(rune))
            {
                return null;
            }

            code = (int)next;
            runes.Insert((int)place++, rune);
        }

        return string.Concat(runes);
    }

    /// <summary>Section 6.1.</summary>
    private static int Adapt(long delta, int length, bool isFirst)
    {
        delta /= isFirst ? Damp : 2;
        delta += delta / length;
        var steps = 0;
        for (; delta > (Base - LeastThreshold) * MostThreshold / 2; steps += Base)
        {
            delta /= Base - LeastThreshold;
        }

        return (int)(steps + ((Base - LeastThreshold + 1) * delta / (delta + Skew)));
    }

    private static int? DigitOf(char character) => character switch
    {
        >= 'a' and <= 'z' => character - 'a',
        >= '0' and <= '9' => character - '0' + 26,
        _ => null,
    };
}
