namespace Lanner.Hosting.Pooling;

/// <summary>The time of a call, and the token that ends it: when the time has passed, never before; when whoever called gives up; or when
/// the host stops. Thread-safe.</summary>
internal sealed class CallClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly long _start;
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly ITimer _timer;
    private volatile bool _hasPassed;

    internal CallClock(TimeProvider time, TimeSpan limit, CancellationToken caller, CancellationToken stop)
    {
        _time = time;
        _limit = limit;
        _start = time.GetTimestamp();
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller, stop);
        _timer = time.CreateTimer(static clock => ((CallClock)clock!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
        Token = _source.Token;
    }

    internal CancellationToken Token { get; }

    internal bool HasPassed => _hasPassed;

    /// <summary>True if it is whoever called that has given up.</summary>
    internal bool IsCancelledByCaller => _caller.IsCancellationRequested;

    internal TimeSpan Elapsed => _time.GetElapsedTime(_start);

    internal TimeSpan Left
    {
        get
        {
            var left = _limit - Elapsed;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Ring()
    {
        try
        {
            // Timers count in whole milliseconds of a clock that is not the one by which times are measured, and may be early.
            if (Left is { Ticks: > 0 } left)
            {
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                return;
            }

            _hasPassed = !_source.IsCancellationRequested;

            // Not on the thread of the timers, which would be held up, and ended by what others do there.
            _ = _source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The call has ended just now.
        }
    }
}
