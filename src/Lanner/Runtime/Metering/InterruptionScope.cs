using System.Diagnostics;

namespace Lanner.Runtime;

/// <summary>A stretch of time in which a token can stop the guests of a store.</summary>
internal sealed class InterruptionScope : IDisposable
{
    private readonly Store _store;
    private readonly CancellationTokenRegistration _registration;
    private bool _hasFired;
    private int _isDisposed;

    internal InterruptionScope(Store store, CancellationToken cancellation)
    {
        _store = store;
        _registration = cancellation.UnsafeRegister(static scope => ((InterruptionScope)scope!).Fire(), this);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // Waits for the callback when that runs on another thread at the moment.
        _registration.Dispose();
        if (_hasFired)
        {
            _store.EndInterruption(null);
        }
    }

    private void Fire()
    {
        _hasFired = true;
        _store.BeginInterruption(null);
    }
}

/// <summary>A stretch of time at whose end the guests of a store are stopped, until it is disposed of.</summary>
internal sealed class TimeScope : Deadline
{
    private readonly Lock _gate = new();
    private readonly Store _store;
    private readonly ResourceLimit _limit;
    private bool _hasPassed;
    private bool _isDisposed;

    /// <summary>The time that was left when the clock was stopped.</summary>
    private TimeSpan _left;

    internal TimeScope(Store store, TimeSpan time)
    {
        _store = store;
        _limit = new ResourceLimit(ResourceKind.Time, (long)time.TotalMilliseconds);
        Deadlines.Start(this, time);
    }

    /// <summary>Stops the clock. Called, as <see cref="GoOn"/> is, by the thread that disposes of the scope.</summary>
    /// <returns>False if it is stopped already, or its time has passed.</returns>
    internal bool Stop()
    {
        if (!Deadlines.Stop(this))
        {
            return false;
        }

        var now = Stopwatch.GetTimestamp();
        _left = Stopwatch.GetElapsedTime(now, long.Max(Due, now));
        return true;
    }

    /// <summary>Starts the clock again, with the time that was left. Called by who has stopped it.</summary>
    internal void GoOn() => Deadlines.Start(this, _left);

    internal override void Pass()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _hasPassed = true;
            _store.BeginInterruption(_limit);
        }
    }

    public override void Dispose()
    {
        Deadlines.Stop(this);
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (_hasPassed)
            {
                _store.EndInterruption(_limit);
            }
        }
    }
}
