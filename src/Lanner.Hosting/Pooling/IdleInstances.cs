namespace Lanner.Hosting.Pooling;

/// <summary>Instances that wait for their next call. The last that came is taken first, so that of many only as many stay as are needed;
/// one that has waited for too long is given up. Thread-safe.</summary>
internal sealed class IdleInstances
{
    private readonly Lock _gate = new();
    private readonly List<GuestInstance> _instances = [];
    private readonly TimeSpan _longest;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _failed;
    private readonly ITimer _timer;
    private bool _isTimerSet;

    /// <param name="longest">The longest time that an instance waits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Is told of an instance that could not be disposed of.</param>
    internal IdleInstances(TimeSpan longest, TimeProvider time, Action<Exception> failed)
    {
        _failed = failed;
        _longest = longest;
        _time = time;
        _timer = time.CreateTimer(
            static instances => ((IdleInstances)instances!).GiveUpOld(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _instances.Count;
            }
        }
    }

    internal void Add(GuestInstance instance)
    {
        instance.IdleSince = _time.GetTimestamp();
        lock (_gate)
        {
            _instances.Add(instance);
            if (!_isTimerSet)
            {
                SetTimer(_longest);
            }
        }
    }

    /// <summary>Takes an instance of a version, or none.</summary>
    internal GuestInstance? TryTake(GuestVersion version)
    {
        lock (_gate)
        {
            var index = _instances.FindLastIndex(instance => instance.Version == version);
            if (index < 0)
            {
                return null;
            }

            var instance = _instances[index];
            _instances.RemoveAt(index);
            return instance;
        }
    }

    /// <summary>Ends all instances of a version.</summary>
    internal Task RemoveAllAsync(GuestVersion version) => EndAsync(Remove(instance => instance.Version == version));

    private void GiveUpOld()
    {
        List<GuestInstance> old;
        lock (_gate)
        {
            _isTimerSet = false;
            old = Remove(instance => _time.GetElapsedTime(instance.IdleSince) >= _longest);
            if (_instances.Count > 0)
            {
                SetTimer(_longest - _time.GetElapsedTime(_instances.Min(instance => instance.IdleSince)));
            }
        }

        _ = EndAsync(old);
    }

    private List<GuestInstance> Remove(Predicate<GuestInstance> isRemoved)
    {
        lock (_gate)
        {
            var removed = new List<GuestInstance>();
            _instances.RemoveAll(instance =>
            {
                var isOne = isRemoved(instance);
                if (isOne)
                {
                    removed.Add(instance);
                }

                return isOne;
            });
            return removed;
        }
    }

    /// <summary>Sets the timer in whole milliseconds, none of them too few.</summary>
    private void SetTimer(TimeSpan time)
    {
        _isTimerSet = true;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(time.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends instances, each whatever becomes of the others.</summary>
    private async Task EndAsync(List<GuestInstance> instances)
    {
        foreach (var instance in instances)
        {
            try
            {
                await instance.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _failed(exception);
            }
        }
    }
}
