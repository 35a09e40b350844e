using System.Globalization;

namespace Lanner.Cli;

/// <summary>Times and sizes as people write them.</summary>
internal static class Quantities
{
    internal static TimeSpan ParseTime(string text) => Split(text) switch
    {
        (var number, "ms") => TimeSpan.FromMilliseconds(number),
        (var number, "s" or "") => TimeSpan.FromSeconds(number),
        (var number, "m") => TimeSpan.FromMinutes(number),
        _ => throw new FormatException($"'{text}' is not a time: write a number with ms, s or m, such as 500ms."),
    };

    internal static long ParseSize(string text) => Split(text) switch
    {
        (var number, "" or "B") => (long)number,
        (var number, "KiB") => (long)(number * (1 << 10)),
        (var number, "MiB") => (long)(number * (1 << 20)),
        (var number, "GiB") => (long)(number * (1 << 30)),
        _ => throw new FormatException($"'{text}' is not a size: write a number with KiB, MiB or GiB, such as 10MiB."),
    };

    private static (double Number, string Unit) Split(string text)
    {
        var unit = text.TrimStart("0123456789.".ToCharArray());
        var number = text[..^unit.Length];
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? (value, unit.Trim())
            : throw new FormatException($"'{text}' does not begin with a number.");
    }
}
