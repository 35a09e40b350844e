using Lanner.Bench.Reports;
using Lanner.Bench.Starting;

namespace Lanner.Bench.Tests;

public class StartsTests
{
    [Fact]
    public void New_processes_are_timed_with_code_from_everywhere()
    {
        var report = StartsCommand.Measure(isQuick: true);

        Assert.Equal(["First answer, ms", "Whole process, ms"], report.Tables.Select(table => table.Title));
        Assert.All(report.Tables, table =>
        {
            var row = Assert.Single(table.Rows);
            Assert.Equal("hello", row[0]);
            foreach (var column in new[] { "bare .NET", "no cache", "cache", "file" })
            {
                Assert.NotEqual(Figures.None, row[table.Columns.ToList().IndexOf(column)]);
            }
        });
    }
}
