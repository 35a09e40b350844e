using System.CommandLine;
using Lanner.Bench.Engines;
using Lanner.Bench.Programs;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Metering;

/// <summary><c>lanner-bench metering</c>: what it costs to be able to stop guests, and to compare addresses.</summary>
internal static class MeteringCommand
{
    /// <summary>Programs of different kinds: short loops, long ones, calls, memory.</summary>
    private static readonly string[] Subset =
    [
        "nbody", "gemm", "sieve", "fannkuch-redux", "sha256", "quick-sort", "merge-sort", "binary-trees", "hash-table", "string-work",
        "pattern-matcher", "switch-interpreter", "closure-interpreter", "recursion",
    ];

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "A little work for each program." };
        var runs = new Option<int?>("--runs")
        {
            Description = $"How many runs count, after one to warm up; by default {ProgramsCommand.UsualRuns}.",
            HelpName = "N",
        };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Metering, "Measures the cost of interruption, fuel and checked memories.")
        {
            quick, runs, write,
        };
        command.SetAction(result =>
        {
            var report = Measure(result.GetValue(quick), result.GetValue(runs) ?? ProgramsCommand.UsualRuns, out var hasFailed);
            CommonOptions.Publish(report, result.GetValue(write));
            return hasFailed ? 1 : 0;
        });
        return command;
    }

    internal static Report Measure(bool isQuick, int runs, out bool hasFailed)
    {
        var report = ProgramsCommand.Measure(
            Subset, new EngineSelection(BenchmarkEngines.Metering), isQuick, new Amount(0.15, isQuick), runs, out hasFailed);
        return report with
        {
            Name = ReportNames.Metering,
            Title = "Interruption, fuel, checked memories",
            Explanation =
            [
                "What the means to stop a guest cost: the same programs under Lanner with nothing on, "
                + "with `EngineOptions.Interruptible` (loops poll a flag), with `EngineOptions.FuelCosts` (every basic block is charged), "
                + "and with `MemoryMode.Checked`. "
                + "The last columns are ratios to the first.",
                .. report.Explanation[1..],
            ],
            Tables = [.. report.Tables.Where(table => !table.Title.StartsWith("Load", StringComparison.Ordinal))],
        };
    }
}
