using System.Globalization;
using System.Runtime.InteropServices;

namespace Lanner.Bench.Reports;

/// <summary>The machine on which figures were measured, and the time.</summary>
internal sealed record MachineDescription(string Processor, int Cores, string System, string Runtime, DateOnly Date, string? Commit)
{
    internal static MachineDescription OfThis(string root) => new(
        FindProcessor() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        DateOnly.FromDateTime(DateTime.UtcNow),
        FindCommit(root));

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor} ({Cores} cores), {System}, {Runtime}, on {Date:yyyy-MM-dd}{(Commit is null ? "" : $" at commit {Commit}")}");

    private static string? FindProcessor()
    {
        const string list = "/proc/cpuinfo";
        return File.Exists(list)
            ? File.ReadLines(list).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
    }

    private static string? FindCommit(string root)
    {
        var commit = Commands.FirstLine("git", "-C", root, "rev-parse", "--short", "HEAD");
        return commit is not null && Commands.FirstLine(
            "git", "-C", root, "status", "--porcelain", "--untracked-files=no", "--", "src", "bench") is { Length: > 0 }
            ? $"{commit} with changes"
            : commit;
    }
}
