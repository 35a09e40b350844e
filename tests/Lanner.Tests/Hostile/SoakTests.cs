using Lanner.Soak;

namespace Lanner.Tests.Hostile;

/// <summary>The long runs of tests/Lanner.Soak, short.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    [Fact]
    public void Hostile_instances_are_stopped_by_their_limits()
    {
        using var log = new StringWriter();
        var report = HostileRun.Run(100, seed: 1, suite: null, log);
        output.WriteLine(log.ToString());
        Assert.Empty(report.Surprises);
        Assert.Equal(100, report.Stopped);
    }

    [Fact]
    public void Threads_with_cancellations_at_random_lose_none()
    {
        using var log = new StringWriter();
        var report = ThreadsRun.Run(16, TimeSpan.FromSeconds(2), seed: 1, log);
        output.WriteLine(log.ToString());
        Assert.True(report.IsSuccess, log.ToString());
    }
}
