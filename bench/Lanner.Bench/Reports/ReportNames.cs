namespace Lanner.Bench.Reports;

/// <summary>The names of the reports, which are those of the commands that make them.</summary>
internal static class ReportNames
{
    internal const string Programs = "programs";

    internal static readonly string[] InOrder = [Programs];
}
