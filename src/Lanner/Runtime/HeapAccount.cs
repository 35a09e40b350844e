namespace Lanner.Runtime;

/// <summary>Estimates how many bytes of the CLR's heap the objects of a store's guests take. The CLR does not say whose an object is, so that this samples: compiled code counts
/// what it makes down from a budget, and the object that uses the budget up stands for all that was made since the one before. Whether it is still
/// alive says, on the average, how much of that is. The budgets vary by chance, since a guest that knew which objects count could cheat.</summary>
internal sealed class HeapAccount
{
    /// <summary>About how many samples stand for a full heap: the estimate is then right within a few per cent.</summary>
    private const int Samples = 1024;

    private const long SmallestBudget = 4 << 10;

    private const long LargestBudget = 4 << 20;

    private readonly long _limit;
    private readonly long _meanBudget;
    private readonly List<(WeakReference<object> Object, long Bytes)> _samples = [];
    private long _estimate;
    private long _recountAt;

    /// <summary>Makes an account.</summary>
    /// <param name="limit">How much guests may hold; null for half of the memory that the process may use.</param>
    internal HeapAccount(long? limit)
    {
        _limit = limit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        _meanBudget = Math.Clamp(_limit / Samples, SmallestBudget, LargestBudget);
        _recountAt = _limit;
    }

    /// <summary>About how much the guests hold, at most: what has died since the last count is still in it.</summary>
    internal long Estimate => _estimate;

    /// <summary>Called by compiled code when the budget of an instance is used up, by the object that did it.</summary>
    internal void Settle(InstanceState state, object created)
    {
        Add(created, state.HeapGrant - state.HeapBudget);
        state.HeapGrant = state.HeapBudget = (_meanBudget / 2) + Random.Shared.NextInt64(_meanBudget);
        if (_estimate > _recountAt)
        {
            Recount(0);
        }
    }

    /// <summary>Counts an object that the host has made.</summary>
    internal void Take(object created, long bytes)
    {
        Require(bytes);
        Add(created, bytes);
    }

    /// <summary>Traps unless there is room for a large object.</summary>
    internal void Require(long bytes)
    {
        if (bytes > _recountAt - _estimate)
        {
            Recount(bytes);
        }
    }

    private void Add(object sample, long bytes)
    {
        _samples.Add((new WeakReference<object>(sample), bytes));
        _estimate += bytes;
    }

    /// <summary>Finds out what has died, at first of what the CLR has already noticed, and then of everything.</summary>
    private void Recount(long wanted)
    {
        CountLiving();
        if (_estimate + wanted > _limit)
        {
            GC.Collect();
            CountLiving();
        }

        if (_estimate + wanted > _limit)
        {
            _recountAt = _limit;
            throw new TrapException(TrapCode.HeapExhausted, limit: new ResourceLimit(ResourceKind.Heap, _limit));
        }

        // A heap that stays just below the limit must not be collected for every object.
        _recountAt = Math.Max(_limit, _estimate + (_limit / 16));
    }

    private void CountLiving()
    {
        _samples.RemoveAll(static sample => !sample.Object.TryGetTarget(out _));
        _estimate = 0;
        foreach (var (_, bytes) in _samples)
        {
            _estimate += bytes;
        }
    }
}
