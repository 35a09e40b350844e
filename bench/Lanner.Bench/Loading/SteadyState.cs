using Lanner.Bench.Reports;

namespace Lanner.Bench.Loading;

/// <summary>Finds when a program that is run again and again in one process has got as fast as it gets.</summary>
internal static class SteadyState
{
    /// <summary>A run may take this many times the steady time and is still steady: machines are not quiet.</summary>
    private const double Tolerance = 1.5;

    /// <summary>So many runs in a row have to be steady.</summary>
    private const int InARow = 3;

    /// <summary>The time of a steady run: the median of the last third.</summary>
    internal static double RunTime(IReadOnlyList<double> runs) => Figures.Median(runs.Skip(runs.Count * 2 / 3));

    /// <summary>Returns the time that the runs before the first steady one took; NaN when none was steady.</summary>
    internal static double TimeBefore(IReadOnlyList<double> runs)
    {
        var limit = RunTime(runs) * Tolerance;
        for (var first = 0; first + InARow <= runs.Count; first++)
        {
            if (runs.Skip(first).Take(InARow).All(run => run <= limit))
            {
                return runs.Take(first).Sum();
            }
        }

        return double.NaN;
    }
}
