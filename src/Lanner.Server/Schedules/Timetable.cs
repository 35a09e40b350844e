namespace Lanner.Server.Schedules;

/// <summary>The schedules of a version of the settings.</summary>
/// <param name="schedules">The schedules.</param>
/// <param name="time">The clock.</param>
internal sealed class Timetable(IReadOnlyList<Schedule> schedules, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    /// <param name="since">The time after which the first calls are.</param>
    internal void Begin(DateTimeOffset since)
    {
        var running = schedules.Select(schedule => schedule.RunAsync(since, _end.Token)).ToArray();
        _running = Task.WhenAll(running);
    }

    /// <summary>Begins no more calls.</summary>
    /// <returns>The time from which on others are to make them.</returns>
    internal DateTimeOffset End()
    {
        var now = time.GetUtcNow();
        _end.Cancel();
        return now;
    }

    /// <summary>Waits for the calls that run.</summary>
    internal Task WaitAsync(CancellationToken cancellation) => _running.WaitAsync(cancellation);

    public void Dispose() => _end.Dispose();
}
