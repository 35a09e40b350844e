using System.Buffers;
using System.Globalization;

namespace Lanner.Hosting.Settings;

/// <summary>Sizes and times as settings have them: a number and a unit.</summary>
internal static class Quantity
{
    internal const string Sizes = "a size, such as 65536, 64 KiB, 16 MiB or 1 GiB (KB, MB and GB count in thousands)";
    internal const string Times = "a time, such as 10ms, 1.5s, 1m, 2h or 1d";

    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    private static readonly Dictionary<string, decimal> SizeUnits = new(StringComparer.Ordinal)
    {
        [""] = 1, ["B"] = 1,
        ["KiB"] = 1L << 10, ["MiB"] = 1L << 20, ["GiB"] = 1L << 30, ["TiB"] = 1L << 40,
        ["kB"] = 1_000, ["KB"] = 1_000, ["MB"] = 1_000_000, ["GB"] = 1_000_000_000, ["TB"] = 1_000_000_000_000,
    };

    private static readonly Dictionary<string, decimal> TimeUnits = new(StringComparer.Ordinal)
    {
        ["us"] = TimeSpan.TicksPerMicrosecond, ["µs"] = TimeSpan.TicksPerMicrosecond, ["ms"] = TimeSpan.TicksPerMillisecond,
        ["s"] = TimeSpan.TicksPerSecond, ["m"] = TimeSpan.TicksPerMinute, ["h"] = TimeSpan.TicksPerHour, ["d"] = TimeSpan.TicksPerDay,
    };

    /// <summary>Reads a size in bytes, which has to be a whole number of them.</summary>
    internal static bool TryParseSize(string text, out long bytes) => TryParse(text, SizeUnits, out bytes);

    /// <summary>Reads a time, which has to be a whole number of ticks (100 ns).</summary>
    internal static bool TryParseTime(string text, out TimeSpan time)
    {
        var isTime = TryParse(text, TimeUnits, out var ticks);
        time = new TimeSpan(ticks);
        return isTime;
    }

    private static bool TryParse(string text, Dictionary<string, decimal> units, out long value)
    {
        value = 0;
        var trimmed = text.AsSpan().Trim();
        var end = trimmed.IndexOfAnyExcept(OfNumbers);
        var number = end < 0 ? trimmed : trimmed[..end];
        var unit = trimmed[number.Length..].TrimStart().ToString();
        if (!units.TryGetValue(unit, out var factor)
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || count > long.MaxValue / factor)
        {
            return false;
        }

        // Decimal multiplication is exact for numbers of so few digits, or rounds what is no whole number anyway.
        var product = count * factor;
        value = (long)product;
        return product == value;
    }
}
