using Lanner.Bench.Reports;

namespace Lanner.Bench.Programs;

/// <summary>The result of one engine with one program. Times are in milliseconds.</summary>
internal sealed class Measurement
{
    private readonly List<double> _loads = [];
    private readonly List<double> _runs = [];

    /// <summary>Why the engine failed, or null.</summary>
    internal string? Failure { get; set; }

    /// <summary>Making a module ready to be called: the median.</summary>
    internal double Load => Figures.Median(_loads);

    /// <summary>The first run of a module, with all that an engine does only then.</summary>
    internal double First { get; set; } = double.NaN;

    /// <summary>A run after the first: the median.</summary>
    internal double Steady => Failure is null ? Figures.Median(_runs) : double.NaN;

    internal void AddLoad(double milliseconds) => _loads.Add(milliseconds);

    internal void AddRun(double milliseconds) => _runs.Add(milliseconds);
}
