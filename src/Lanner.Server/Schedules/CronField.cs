using System.Globalization;

namespace Lanner.Server.Schedules;

/// <summary>A field of a cron expression: numbers, of which the bits of a mask are set.</summary>
/// <param name="Mask">The mask.</param>
/// <param name="IsRestricted">False if the field begins with a star.</param>
internal readonly record struct CronField(ulong Mask, bool IsRestricted)
{
    internal bool Includes(int number) => (Mask >> number & 1) != 0;

    /// <summary>Reads a field: parts with commas between them, each a star, a number or a range, the first and the last with a step behind
    /// a slash.</summary>
    /// <param name="text">The field.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest.</param>
    /// <param name="names">The names of numbers, from the least.</param>
    /// <exception cref="FormatException">The text is no such field.</exception>
    internal static CronField Parse(string text, int least, int most, params string[] names)
    {
        var mask = 0UL;
        foreach (var part in text.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var whole] => (whole, 1),
                [var whole, var every] when whole.Contains('-', StringComparison.Ordinal) || whole == "*" =>
                    (whole, ParseNumber(every, 1, most, [])),
                _ => throw new FormatException($"'{part}' has a step and is no range: write it as */5 or 10-50/5"),
            };
            var (first, last) = range == "*" ? (least, most) : range.Split('-') switch
            {
                [var only] => (ParseNumber(only, least, most, names), ParseNumber(only, least, most, names)),
                [var from, var to] => (ParseNumber(from, least, most, names), ParseNumber(to, least, most, names)),
                _ => throw new FormatException($"'{part}' is no range"),
            };
            if (first > last)
            {
                throw new FormatException($"the range '{part}' ends before it begins");
            }

            for (var number = first; number <= last; number += step)
            {
                mask |= 1UL << number;
            }
        }

        return new CronField(mask, !text.StartsWith('*'));
    }

    private static int ParseNumber(string text, int least, int most, string[] names)
    {
        var name = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name >= 0 ? least + name
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {least} to {most}"));
    }
}
