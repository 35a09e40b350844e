using Lanner.Hunt.Generation;
using Lanner.Hunt.Tasks;
using Lanner.Hunt.Tasks.Model;

namespace Lanner.Hunt.Tests;

/// <summary>A short hunt with tasks. The long ones are the command <c>tasks</c> of Lanner.Hunt.</summary>
public sealed class TaskHuntTests(ITestOutputHelper output)
{
    /// <summary>As many as it takes to find each lost wake-up that was mended, put back (SECURITY.md).</summary>
    private const int Schedules = 3000;

    [Fact]
    public void Tasks_streams_and_futures_do_as_the_specification_says_in_any_order()
    {
        var report = new StringWriter();
        var options = new HuntOptions(
            1, Schedules, TimeSpan.FromMinutes(5), Environment.ProcessorCount, Repository.PathOf("artifacts/hunt-tests"), Shrinks: false);

        var finds = new TaskHunt(options, report).Run();

        Assert.True(finds == 0, report.ToString());
        output.WriteLine(report.ToString());
    }

    [Fact]
    public void The_same_seed_makes_the_same_schedule()
    {
        using var guests = new ActorGuests();
        for (var seed = 1UL; seed < 50; seed++)
        {
            Assert.Equal(Steps(guests, seed), Steps(guests, seed));
        }
    }

    [Theory]
    [InlineData(0, ActorComponent.Begun, null)]
    [InlineData(0, 1, "task 0 finds 0x1; the specification says 0xff")]
    [InlineData(1, ActorComponent.Begun, "task 1 is unknown")]
    public void The_model_knows_who_goes_on_and_with_what(uint task, ulong found, string? difference)
    {
        var model = new ModelStore(instances: 1);
        model.CallFromHost(0, model.Instances[0], new FunctionKind(ValueKind.Plain, LiftKind.Stackful), new HostCaller());
        model.Tick();

        Assert.Equal(difference, model.GoOn(task, found));
    }

    [Fact]
    public void A_guest_that_goes_on_when_it_must_not_is_found()
    {
        using var guests = new ActorGuests();
        var schedule = new TaskSchedule(new Chance([]));
        schedule.Run(guests);
        Assert.Null(schedule.Difference);

        Assert.Throws<InvalidOperationException>(() => schedule.Step(0, 0, ActorComponent.Begun));

        Assert.Contains("task 0 goes on", schedule.Difference, StringComparison.Ordinal);
    }

    /// <summary>The steps of the guests. (Which of several calls is told of a trap first is open.)</summary>
    private static IEnumerable<string> Steps(ActorGuests guests, ulong seed) =>
        Run(guests, seed).Trace.Where(line => !line.StartsWith("the call of", StringComparison.Ordinal));

    private static TaskSchedule Run(ActorGuests guests, ulong seed)
    {
        var schedule = new TaskSchedule(new Chance(seed));
        schedule.Run(guests);
        return schedule;
    }
}
