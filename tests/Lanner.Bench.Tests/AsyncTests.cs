using Lanner.Bench.Asynchronous;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Tests;

public class AsyncTests
{
    [Fact]
    public async Task Calls_that_wait_are_timed_beside_those_that_do_not_and_guests_are_measured_that_wait_at_once()
    {
        var report = await AsyncCommand.Measure(isQuick: true);

        Assert.Equal(5, report.Tables[0].Rows.Count);
        Assert.Equal("20", Assert.Single(report.Tables[1].Rows)[0]);
        Assert.Equal(4, report.Tables[2].Rows.Count);
        Assert.Equal("20", Assert.Single(report.Tables[3].Rows)[0]);
        Assert.Equal(3, report.Tables[4].Rows.Count);
        Assert.DoesNotContain(Figures.None, report.Tables.SelectMany(table => table.Rows).SelectMany(row => row));
    }
}
