using Lanner.Bench.Loading;

namespace Lanner.Bench.Tests;

/// <summary>Tests when a program counts as being at its full speed.</summary>
public class SteadyStateTests
{
    [Theory]
    [InlineData(0, new double[] { 10, 10, 11, 10, 10, 10 })]
    [InlineData(130, new double[] { 100, 30, 12, 10, 10, 10, 9, 10, 11 })]
    [InlineData(170, new double[] { 100, 10, 60, 10, 10, 10, 10, 10, 10 })]
    [InlineData(100, new double[] { 100, 10, 10, 14, 60, 10, 10, 10, 10 })]
    public void It_begins_with_the_first_of_three_runs_that_are_about_as_fast_as_the_last_ones(double before, double[] runs) =>
        Assert.Equal(before, SteadyState.TimeBefore(runs));

    [Fact]
    public void There_may_be_none() => Assert.Equal(double.NaN, SteadyState.TimeBefore([90, 10, 90, 10, 90, 10]));

    [Fact]
    public void Its_time_is_that_of_the_last_third() => Assert.Equal(4, SteadyState.RunTime([100, 50, 30, 20, 10, 9, 3, 4, 8]));

    [Fact]
    public void The_command_runs_every_way_of_compiling()
    {
        var report = BackgroundCommand.Measure(isQuick: true);

        Assert.Equal(["lazy", "background", "Wasmtime"], Assert.Single(report.Tables).Rows.Select(row => row[1]));
    }
}
