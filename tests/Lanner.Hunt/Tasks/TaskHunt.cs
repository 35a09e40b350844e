using System.Text;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.Tasks;

/// <summary>Runs tasks of components that call each other, pass streams and futures, wait, cancel and drop as chance says, in an order that
/// chance decides, with a clock of its own. What each finds is compared with a model that follows the specification's
/// <c>definitions.py</c>: who may go on, with what; who is ready, so that no wake-up is lost; who traps.</summary>
internal sealed class TaskHunt(HuntOptions options, TextWriter output) : SeedHunt<ActorGuests>(options, output)
{
    private readonly long[] _ends = new long[Enum.GetValues<TaskScheduleEnd>().Length];
    private long _operations;

    protected override string Inputs => "schedules";

    protected override string Counts =>
        $"{Volatile.Read(ref _operations)} operations, {Volatile.Read(ref _ends[(int)TaskScheduleEnd.Trap])} traps, "
        + $"{Volatile.Read(ref _ends[(int)TaskScheduleEnd.Deadlock])} deadlocks";

    protected override ActorGuests CreateWorker() => new();

    protected override void Try(ActorGuests worker, ulong seed)
    {
        var chance = new Chance(seed);
        var schedule = Run(worker, chance);
        Interlocked.Add(ref _operations, schedule.Operations);
        Interlocked.Increment(ref _ends[(int)schedule.End]);
        if (schedule.Difference is not { } difference)
        {
            return;
        }

        Find(seed, difference, $"tasks-{seed}.txt", Describe(schedule));
        if (!Options.Shrinks)
        {
            return;
        }

        var smallest = Shrinker.Shrink(
            chance.Decisions,
            decisions => Run(worker, new Chance(decisions)).Difference is { } other && KindOf(other) == KindOf(difference),
            TimeSpan.FromSeconds(60));
        var small = Run(worker, new Chance(smallest));
        Save($"tasks-{seed}.small.txt", Describe(small));
        Write($"seed {seed}, made smaller: {small.Difference}");
    }

    private static TaskSchedule Run(ActorGuests worker, Chance chance)
    {
        var schedule = new TaskSchedule(chance);
        schedule.Run(worker);
        return schedule;
    }

    private static byte[] Describe(TaskSchedule schedule) => Encoding.UTF8.GetBytes(string.Join('\n', schedule.Trace) + "\n");

    /// <summary>Returns the words without the numbers: what must stay when a find is made smaller.</summary>
    private static string KindOf(string difference) => string.Concat(difference.Where(letter => !char.IsAsciiHexDigit(letter)));
}
