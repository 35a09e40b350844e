using System.Globalization;
using Lanner.Server.Schedules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lanner.Server.Tests;

/// <summary>Calls by the clock.</summary>
public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 30, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_made_at_each_time()
    {
        var clock = new Clock();
        var calls = new List<DateTimeOffset>();
        using var end = new CancellationTokenSource();
        var running = Make(clock, ScheduleOverlap.Skip, () =>
        {
            calls.Add(clock.GetUtcNow());
            return Task.FromResult("");
        }).RunAsync(Start, end.Token);

        for (var minute = 0; minute < 3; minute++)
        {
            await clock.AdvanceAsync(TimeSpan.FromSeconds(30));
            await clock.AdvanceAsync(TimeSpan.FromSeconds(30));
        }

        await end.CancelAsync();
        await running;
        Assert.Equal([1, 2, 3], calls.Select(time => time.Minute));
    }

    [Theory]
    [InlineData(nameof(ScheduleOverlap.Skip), 1, 1)]
    [InlineData(nameof(ScheduleOverlap.Queue), 1, 2)]
    [InlineData(nameof(ScheduleOverlap.Allow), 4, 4)]
    public async Task What_becomes_of_a_call_whose_predecessor_still_runs_is_said(string overlap, int atOnce, int inAll)
    {
        var clock = new Clock();
        var release = new TaskCompletionSource<string>();
        var begun = 0;
        using var end = new CancellationTokenSource();
        var running = Make(clock, Enum.Parse<ScheduleOverlap>(overlap), () =>
        {
            Interlocked.Increment(ref begun);
            return release.Task;
        }).RunAsync(Start, end.Token);

        for (var minute = 0; minute < 4; minute++)
        {
            await clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(atOnce, begun);
        await end.CancelAsync();
        Assert.False(running.IsCompleted);
        release.SetResult("");
        await running;
        Assert.Equal(inAll, begun);
    }

    [Fact]
    public async Task What_was_missed_is_not_caught_up_with()
    {
        var clock = new Clock();
        var calls = 0;
        using var end = new CancellationTokenSource();
        var running = Make(clock, ScheduleOverlap.Allow, () => Task.FromResult($"{calls++}")).RunAsync(Start, end.Token);

        // As when the machine has slept.
        await clock.AdvanceAsync(TimeSpan.FromMinutes(90));
        Assert.Equal(0, calls);
        await clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, calls);
        await end.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_call_that_fails_is_followed_by_others()
    {
        var clock = new Clock();
        var calls = 0;
        using var end = new CancellationTokenSource();
        var running = Make(clock, ScheduleOverlap.Skip, () => ++calls == 1
            ? Task.FromException<string>(new IOException("no"))
            : Task.FromResult("")).RunAsync(Start, end.Token);

        await clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        await clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        await end.CancelAsync();
        await running;
        Assert.Equal(2, calls);
    }

    /// <summary>A real clock: the first minute that begins is waited for.</summary>
    [Fact]
    public async Task The_server_calls_functions_and_programs_by_the_clock()
    {
        using var folder = new TemporaryFolder();
        folder.Write("functions.wat", "(module (func (export \"tick\") (result i32) (i32.const 42)))");
        folder.Write("program.wat", ServedGuests.Answering("written"));
        folder.Write("lanner.toml", """
            guests.functions.source = "functions.wat"
            guests.program.source = "program.wat"
            [[schedules]]
            cron = "* * * * *"
            guest = "functions"
            call = "tick()"
            [[schedules]]
            cron = "* * * * *"
            guest = "program"
            """);
        using var server = await StartedServer.StartAsync(folder.Path);

        for (var second = 0; second < 120 && !IsDone(); second++)
        {
            await Task.Delay(1000, Cancellation);
        }

        Assert.True(IsDone(), server.Log);
        Assert.Contains("written", server.Log, StringComparison.Ordinal);

        bool IsDone() => server.Log.Contains("Completed: 42", StringComparison.Ordinal)
            && server.Log.Contains("Completed: exit code 0", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("functions", "call = \"tock()\"", "the guest 'functions' of a schedule has no function 'tock()' without parameters")]
    [InlineData("functions", "call = \"add()\"", "the guest 'functions' of a schedule has no function 'add()' without parameters")]
    [InlineData("functions", "", "the guest 'functions' of a schedule is no program, so that a call is expected")]
    public async Task What_cannot_be_called_is_told_at_the_start(string guest, string call, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("functions.wat", "(module (func (export \"tick\")) (func (export \"add\") (param i32)))");
        folder.Write("lanner.toml", string.Create(CultureInfo.InvariantCulture, $"""
            guests.functions.source = "functions.wat"
            [[schedules]]
            cron = "* * * * *"
            guest = "{guest}"
            {call}
            """));

        var (exitCode, _, error) = await StartedServer.RunAsync(folder.Path, "--listen", "http://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static Schedule Make(TimeProvider clock, ScheduleOverlap overlap, Func<Task<string>> call) => new(
        new ScheduleSettings("schedules[0]", CronExpression.Parse("* * * * *"), TimeZoneInfo.Utc, "guest", "tick()", overlap), call, clock,
        NullLogger.Instance);

    /// <summary>A clock that goes on when it is told to.</summary>
    private sealed class Clock : TimeProvider
    {
        private readonly List<Alarm> _alarms = [];
        private DateTimeOffset _now = Start;

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var alarm = new Alarm(() => callback(state), _now + dueTime, _alarms);
            lock (_alarms)
            {
                _alarms.Add(alarm);
            }

            return alarm;
        }

        /// <summary>Goes on, wakes who has waited for it, and waits until somebody waits again.</summary>
        internal async Task AdvanceAsync(TimeSpan time)
        {
            Alarm[] due;
            lock (_alarms)
            {
                _now += time;
                due = [.. _alarms.Where(alarm => alarm.Time <= _now)];
                _alarms.RemoveAll(due.Contains);
            }

            foreach (var alarm in due)
            {
                alarm.Ring();
            }

            while (due.Length > 0)
            {
                await Task.Delay(10, Cancellation);
                lock (_alarms)
                {
                    if (_alarms.Count > 0)
                    {
                        return;
                    }
                }
            }
        }

        private sealed class Alarm(Action ring, DateTimeOffset time, List<Alarm> alarms) : ITimer
        {
            internal DateTimeOffset Time => time;

            internal void Ring() => ring();

            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose()
            {
                lock (alarms)
                {
                    alarms.Remove(this);
                }
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
