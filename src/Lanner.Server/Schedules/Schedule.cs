using System.Diagnostics;
using Lanner.Cli.Messages;
using Microsoft.Extensions.Logging;

namespace Lanner.Server.Schedules;

/// <summary>Calls a guest by the clock.</summary>
/// <param name="settings">The times.</param>
/// <param name="call">Makes a call, and returns its result.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class Schedule(ScheduleSettings settings, Func<Task<string>> call, TimeProvider time, ILogger logger)
{
    /// <summary>The longest time to sleep without a look at the clock, which may be set.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<Task> _running = [];
    private bool _isQueued;

    /// <summary>Calls the guest at each time, until it is told to end, and waits for the calls that run.</summary>
    /// <param name="since">The time after which the first can be.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task RunAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && settings.Times.FindNext(since, settings.Zone) is { } next)
        {
            await SleepUntilAsync(next, cancellation).ConfigureAwait(false);
            var now = time.GetUtcNow();
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            // What is a minute late was missed: the machine has slept, or its clock was set.
            var isMissed = now - next >= LongestSleep;
            since = isMissed ? now : next;
            if (!isMissed)
            {
                Begin();
            }
        }

        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private async Task SleepUntilAsync(DateTimeOffset next, CancellationToken cancellation)
    {
        while (next - time.GetUtcNow() is { Ticks: > 0 } left && !cancellation.IsCancellationRequested)
        {
            await Task.Delay(left < LongestSleep ? left : LongestSleep, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            _running.RemoveAll(task => task.IsCompleted);
            var isFree = _running.Count == 0 || settings.Overlap == ScheduleOverlap.Allow;
            if (!isFree && (settings.Overlap == ScheduleOverlap.Skip || _isQueued))
            {
                LogSkipped(logger, settings.Name, settings.Guest);
                return;
            }

            _isQueued = !isFree;
            _running.Add(isFree ? CallAsync() : CallAfterAsync([.. _running]));
        }
    }

    private async Task CallAfterAsync(Task[] former)
    {
        await Task.WhenAll(former).ConfigureAwait(false);
        lock (_gate)
        {
            _isQueued = false;
        }

        await CallAsync().ConfigureAwait(false);
    }

    private async Task CallAsync()
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var result = Printable.Name(await call().ConfigureAwait(false));
            var milliseconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 3);
            LogCalled(logger, settings.Name, settings.Guest, milliseconds, result);
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception, settings.Name, settings.Guest);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Schedule} {Guest} {Milliseconds} ms Completed: {Result}")]
    private static partial void LogCalled(ILogger logger, string schedule, string guest, double milliseconds, string result);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "{Schedule} {Guest} has failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string schedule, string guest);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{Schedule} {Guest} is left out, since the call before still runs")]
    private static partial void LogSkipped(ILogger logger, string schedule, string guest);
}
