using System.CommandLine;
using Lanner.Bench.Reports;

namespace Lanner.Bench;

/// <summary>The options that all measuring commands share.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Write() => new("--write") { Description = "Writes the result into its section of docs/performance.md." };

    internal static void Publish(Report report, bool isWritten)
    {
        ConsoleReport.Write(report);
        if (isWritten)
        {
            var root = Repository.FindRoot();
            PerformanceDocument.Write(Path.Combine(root, "docs", "performance.md"), report, MachineDescription.OfThis(root));
        }
    }
}
