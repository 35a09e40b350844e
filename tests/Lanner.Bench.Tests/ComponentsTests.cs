using Lanner.Bench.Components;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Tests;

public class ComponentsTests
{
    [Fact]
    public void Calls_from_csharp_and_between_components_are_timed_beside_the_package_and_a_copy()
    {
        var report = ComponentsCommand.Measure(isQuick: true);

        Assert.Equal(
            ["From C#, the dynamic API", "From C#, a class of a world", "From component to component"],
            report.Tables.Select(table => table.Title));
        foreach (var row in report.Tables.SelectMany(table => table.Rows))
        {
            Assert.NotEqual(Figures.None, row[1]);
            Assert.NotEqual(Figures.None, row[2]);
        }

        // The package has no handles, and only the calls of C# need them.
        Assert.All(report.Tables[2].Rows, row => Assert.NotEqual(Figures.None, row[3]));
        Assert.All(report.Tables.Take(2), table => Assert.Equal(Figures.None, table.Rows[^1][3]));
    }
}
