using System.Globalization;

namespace Lanner.Cli.CommandLine;

/// <summary>Times and sizes as people write them.</summary>
internal static class Quantities
{
    /// <summary>The longest time; a longer one is hardly meant as a limit.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(10_000);

    /// <exception cref="FormatException">The text is not a time.</exception>
    internal static TimeSpan ParseTime(string text)
    {
        var (number, unit) = Split(text, "time", "500ms, 10s or 2m");
        var seconds = unit switch
        {
            "ms" => number / 1000,
            "s" or "" => number,
            "m" => number * 60,
            _ => throw new FormatException($"'{text}' is not a time: '{unit}' is not a unit; those are ms, s and m"),
        };
        return seconds <= LongestTime.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"'{text}' is too long: the most is {LongestTime.TotalMinutes}m");
    }

    /// <exception cref="FormatException">The text is not a size.</exception>
    internal static long ParseSize(string text)
    {
        var (number, unit) = Split(text, "size", "1000000, 512KiB, 10MiB or 1GiB");
        var bytes = number * unit switch
        {
            "" or "B" => 1,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => throw new FormatException($"'{text}' is not a size: '{unit}' is not a unit; those are B, KiB, MiB and GiB"),
        };
        return bytes < long.MaxValue ? (long)bytes : throw new FormatException($"'{text}' is too large for a size");
    }

    private static (double Number, string Unit) Split(string text, string what, string examples)
    {
        var unit = text.TrimStart("0123456789.".ToCharArray());
        var number = text[..^unit.Length];
        var isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        return isNumber && double.IsFinite(value)
            ? (value, unit.Trim())
            : throw new FormatException($"'{text}' is not a {what}: write it as {examples}");
    }
}
