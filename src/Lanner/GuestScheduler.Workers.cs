namespace Lanner;

/// <content>The threads, and which of them count as running.</content>
public sealed partial class GuestScheduler
{
    /// <summary>Says that the running thread waits from now on: if it belongs to a pool, another one may run.</summary>
    /// <returns>True if it does, and <see cref="EndWait"/> is to be called.</returns>
    internal static bool BeginWait()
    {
        if (t_worker is not { } worker || worker.Scheduler._width == int.MaxValue)
        {
            return false;
        }

        if (worker.Waits++ == 0)
        {
            worker.Scheduler.Leave(worker);
        }

        return true;
    }

    /// <summary>Says that the running thread waits no more.</summary>
    internal static void EndWait()
    {
        if (t_worker is { Waits: > 0 } worker && --worker.Waits == 0)
        {
            lock (worker.Scheduler._tasks)
            {
                worker.Scheduler.ComeBack(worker);
            }
        }
    }

    private void Leave(Worker worker)
    {
        Worker? woken;
        lock (_tasks)
        {
            GoAway(worker);
            woken = _tasks.Count > _lookouts && _active < _width ? Activate() : null;
        }

        woken?.Wake();
    }

    private void GoAway(Worker worker)
    {
        if (!worker.IsAway)
        {
            worker.IsAway = true;
            _active--;
        }
    }

    private void ComeBack(Worker worker)
    {
        if (worker.IsAway)
        {
            worker.IsAway = false;
            _active++;
        }
    }

    /// <summary>Has somebody look after those that run while others wait for their turn. Called with the lock.</summary>
    /// <returns>Null: nobody is to be woken now.</returns>
    private Worker? SetClock()
    {
        if (!_isClockSet)
        {
            _isClockSet = true;
            _clock ??= MakeClock();
            _clock.Change(Patience, Timeout.InfiniteTimeSpan);
        }

        return null;
    }

    /// <summary>Makes the clock, which must not hold on to what whoever happens to queue the first task has in its context.</summary>
    private Timer MakeClock()
    {
        var isSuppressed = ExecutionContext.IsFlowSuppressed();
        using var flow = isSuppressed ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        return new Timer(static scheduler => ((GuestScheduler)scheduler!).Tick(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Does not wait any longer for those that have run their task since before the last tick.</summary>
    private void Tick()
    {
        var woken = new List<Worker>();
        lock (_tasks)
        {
            _isClockSet = false;
            if (_tasks.Count == 0)
            {
                return;
            }

            foreach (var worker in _workers)
            {
                if (worker.HasTaskSince(_ticks))
                {
                    GoAway(worker);
                }
            }

            _ticks++;
            for (var (left, before) = (_tasks.Count, -1); left > 0 && _active < _width && _active > before; left--)
            {
                // It stays what it was where there are no more threads to be had.
                before = _active;
                if (Activate() is { } worker)
                {
                    woken.Add(worker);
                }
            }

            SetClock();
        }

        woken.ForEach(static worker => worker.Wake());
    }

    /// <summary>A thread of a pool.</summary>
    private sealed class Worker(GuestScheduler scheduler)
    {
        private long _since;
        private bool _hasTask;
        private bool _isWoken;

        internal GuestScheduler Scheduler => scheduler;

        /// <summary>True if it waits for somebody to take it out of those that are idle. Under the lock of the pool.</summary>
        internal bool IsIdle { get; set; }

        /// <summary>True if it does not count as running: it waits, or has run for long. Under the lock of the pool.</summary>
        internal bool IsAway { get; set; }

        /// <summary>The number of waits that it is in, each within the one before.</summary>
        internal int Waits { get; set; }

        internal void BeginTask(long tick)
        {
            _since = tick;
            _hasTask = true;
        }

        /// <summary>Tests whether it has had its task since before a tick.</summary>
        internal bool HasTaskSince(long tick) => _hasTask && _since < tick;

        internal void Wake()
        {
            lock (this)
            {
                _isWoken = true;
                Monitor.Pulse(this);
            }
        }

        /// <summary>Waits until it is woken.</summary>
        /// <returns>False if that has not happened in time.</returns>
        internal bool WaitForWakeUp(TimeSpan time)
        {
            _hasTask = false;
            lock (this)
            {
                if (!_isWoken)
                {
                    Monitor.Wait(this, time);
                }

                var isWoken = _isWoken;
                _isWoken = false;
                return isWoken;
            }
        }
    }
}
