using Lanner.Bench.Reports;

namespace Lanner.Bench.Tests;

public sealed class PerformanceDocumentTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lanner-bench-tests-").FullName;

    [Fact]
    public void A_section_is_replaced_and_the_others_stay()
    {
        var path = Path.Combine(_directory, "docs", "performance.md");
        var machine = new MachineDescription("a processor", 2, "a system", ".NET", new DateOnly(2026, 1, 2), "abc");
        var first = ReportNames.InOrder[0];
        var last = ReportNames.InOrder[^1];

        PerformanceDocument.Write(path, ReportOf(last, "one"), machine);
        PerformanceDocument.Write(path, ReportOf(first, "two"), machine);
        PerformanceDocument.Write(path, ReportOf(last, "three"), machine);

        var text = File.ReadAllText(path);
        Assert.StartsWith("# Performance\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("one", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("| two |", StringComparison.Ordinal) < text.IndexOf("| three |", StringComparison.Ordinal));
        Assert.Contains("Measured on a processor (2 cores), a system, .NET, on 2026-01-02 at commit abc.", text, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Report ReportOf(string name, string cell)
    {
        var table = new ReportTable("Table", "column");
        table.Add(cell);
        return new Report(name, "Title", ["Explanation."], [table]);
    }
}
