using System.Globalization;

namespace Lanner.Bench.Reports;

/// <summary>Figures as the tables show them, and the means that they are made of.</summary>
internal static class Figures
{
    /// <summary>The sign for a figure that is missing.</summary>
    internal const string None = "–";

    /// <summary>Three significant digits, or more where they stand before the point.</summary>
    internal static string Number(double value) => value switch
    {
        double.NaN => None,
        >= 100 or <= -100 => value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 or <= -10 => value.ToString("F1", CultureInfo.InvariantCulture),
        _ => value.ToString("F2", CultureInfo.InvariantCulture),
    };

    internal static string Ratio(double value) => double.IsNaN(value) ? None : value.ToString("F2", CultureInfo.InvariantCulture);

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length switch
        {
            0 => double.NaN,
            _ when sorted.Length % 2 == 1 => sorted[sorted.Length / 2],
            _ => (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2,
        };
    }

    /// <summary>The geometric mean of those values that there are.</summary>
    internal static double GeometricMean(IEnumerable<double> values)
    {
        double[] there = [.. values.Where(value => !double.IsNaN(value))];
        return there.Length == 0 ? double.NaN : Math.Exp(there.Average(Math.Log));
    }
}
