using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Lanner.Runtime;

/// <summary>Estimates how many bytes of the CLR's heap the objects of a store's guests take. The CLR does not say whose an object is, so
/// that this samples bytes: every byte that a guest makes is chosen with the same chance, whatever object it is in, and each chosen byte
/// stands for as many as lie between two of them on the average. What is chosen and still alive is what the guests hold. Large objects are
/// counted by themselves.</summary>
/// <remarks>
/// <para>The chosen bytes are a Poisson process: the gaps between them have an exponential distribution, which remembers nothing, so that
/// neither the sizes of objects nor their order nor what a guest knows of earlier gaps changes the chance of the next byte. For objects of
/// L bytes chosen by a process with mean gap m the estimate is L on the average, with a variance of at most m·L: a standard deviation of
/// 1.6 % of a full heap. RATIONALE.md has the proof, and says what a guest with a precise clock could learn.</para>
/// <para>Thread-safe: the stores of the threads of one program share an account.</para>
/// </remarks>
internal sealed class HeapAccount
{
    /// <summary>Objects of as many bytes count by themselves, exactly.</summary>
    internal const int LargeObject = 8 << 10;

    /// <summary>About how many chosen bytes stand for a full heap.</summary>
    private const int Samples = 4096;

    /// <summary>Chosen objects between two comparisons with the limit, on the average.</summary>
    private const int SamplesBetweenComparisons = 24;

    private const long SmallestMeanGap = 1 << 10;
    private const long LargestMeanGap = 4 << 20;
    private const int RandomEventsAtOnce = 64;

    private readonly Lock _gate = new();
    private readonly IHeapLimiter _limiter;
    private readonly double _meanGap;

    /// <summary>The objects that were chosen lately, held strongly until the next comparison: making a weak reference takes long enough for
    /// a guest to notice which object it is for.</summary>
    private readonly List<(object Object, long Bytes, bool IsSample)> _recent = [];

    private readonly List<(GCHandle Handle, long Bytes, bool IsSample)> _held = [];

    /// <summary>Handles of objects that have died, for others.</summary>
    private readonly Stack<GCHandle> _spare = [];

    private readonly CollectionPace _pace = new();

    private readonly ulong[] _random = new ulong[RandomEventsAtOnce];
    private int _randomLeft;
    private long _estimate;

    /// <summary>The part of the estimate that is by sampling.</summary>
    private long _sampled;
    private long _recountAt;

    /// <summary>The room that there was when the account was last compared with its limits.</summary>
    private long _room;

    /// <summary>Makes an account.</summary>
    /// <param name="limiter">The limiter, which says how much is too much.</param>
    /// <param name="limit">About how much may be held, which says how finely to sample.</param>
    internal HeapAccount(IHeapLimiter limiter, long limit)
    {
        _limiter = limiter;
        _meanGap = Math.Clamp(limit / Samples, SmallestMeanGap, LargestMeanGap);
        _recountAt = RecountAfter(0);
    }

    ~HeapAccount()
    {
        foreach (var (handle, _, _) in _held)
        {
            handle.Free();
        }

        foreach (var handle in _spare)
        {
            handle.Free();
        }
    }

    /// <summary>About how much the guests hold, at most: what has died since the last count is still in it.</summary>
    internal long Estimate => Volatile.Read(ref _estimate);

    /// <summary>The number of bytes that the guests hold at most, with a probability of 99.9 %: three standard deviations more than the
    /// estimate.</summary>
    internal long Charged => Estimate + (long)(3 * Math.Sqrt(_meanGap * Volatile.Read(ref _sampled)));

    /// <summary>Called by compiled code when an object of a guest contains the end of a gap, or is large.</summary>
    /// <param name="budget">The rest of the gap, less the object's bytes.</param>
    /// <param name="created">The object.</param>
    /// <param name="bytes">Its bytes, which have been taken from the budget.</param>
    internal void Settle(ref HeapBudget budget, object created, long bytes)
    {
        if (bytes >= LargeObject)
        {
            budget.Bytes += bytes;
            Take(created, bytes);
            return;
        }

        lock (_gate)
        {
            var chosen = 0;
            var compares = false;
            if (budget.Next == HeapEvent.Start)
            {
                // The first object does not end a gap: there was none.
                Draw(ref budget);
            }

            while (budget.Bytes < 0)
            {
                chosen += budget.Next == HeapEvent.Choose ? 1 : 0;
                compares |= budget.Next == HeapEvent.Compare;
                Draw(ref budget);
            }

            if (chosen > 0)
            {
                Add(created, (long)(chosen * _meanGap), isSample: true);
            }

            if (compares || _recent.Count > 16 * SamplesBetweenComparisons)
            {
                KeepWeakly();
                if (_estimate > _recountAt || _limiter.IsTighter(Charged, _room))
                {
                    Recount(0);
                }
            }
        }
    }

    /// <summary>Counts an object by itself.</summary>
    internal void Take(object created, long bytes)
    {
        lock (_gate)
        {
            if (bytes > _recountAt - _estimate)
            {
                Recount(bytes);
            }

            Add(created, bytes, isSample: false);
            KeepWeakly();
            _ = _limiter.IsTighter(Charged, _room);
        }
    }

    /// <summary>Traps unless there is room for a large object.</summary>
    internal void Require(long bytes)
    {
        lock (_gate)
        {
            if (bytes > _recountAt - _estimate || ProcessHeap.IsTooSmallFor(bytes))
            {
                Recount(bytes);
            }
        }
    }

    /// <summary>Finds out what has died, for somebody who wants the bytes for something else. Collects, if that was not in vain a moment
    /// ago.</summary>
    /// <param name="most">The part of the estimate that there is room for.</param>
    /// <returns>True if no more than that is left.</returns>
    internal bool TryShrink(long most)
    {
        lock (_gate)
        {
            if (!TryKeepWeakly())
            {
                return false;
            }

            CountLiving();
            return Charged <= most || _pace.TryMakeRoom(() => Count(_ => Charged <= most));
        }
    }

    private void Add(object created, long bytes, bool isSample)
    {
        _recent.Add((created, bytes, isSample));
        Volatile.Write(ref _sampled, _sampled + (isSample ? bytes : 0));
        Volatile.Write(ref _estimate, _estimate + bytes);
    }

    /// <summary>Holds what was chosen lately weakly from now on; traps if there is no memory to do so.</summary>
    private void KeepWeakly()
    {
        if (!TryKeepWeakly())
        {
            throw new TrapException(TrapCode.HeapExhausted, limit: new ResourceLimit(ResourceKind.ProcessHeap, ProcessHeap.Limit));
        }
    }

    private bool TryKeepWeakly()
    {
        try
        {
            // For the handles of all that is held too, should all of it have died.
            _held.EnsureCapacity(_held.Count + _recent.Count);
            _spare.EnsureCapacity(_spare.Count + _held.Count + _recent.Count);
            while (_recent.Count > 0)
            {
                var (created, bytes, isSample) = _recent[^1];
                if (_spare.TryPop(out var handle))
                {
                    handle.Target = created;
                }
                else
                {
                    handle = GCHandle.Alloc(created, GCHandleType.Weak);
                }

                _held.Add((handle, bytes, isSample));
                _recent.RemoveAt(_recent.Count - 1);
            }

            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Finds out what has died, and traps when too much has not.</summary>
    private void Recount(long wanted)
    {
        KeepWeakly();
        ResourceLimit? exceeded = null;
        if (!Count(isCollected => (exceeded = _limiter.FindExceeded(Charged, wanted, isCollected)) is null))
        {
            throw new TrapException(TrapCode.HeapExhausted, limit: exceeded);
        }

        _recountAt = RecountAfter(_estimate + wanted);
    }

    /// <summary>Counts what is alive until it is little enough: as far as the CLR knows already, then after collections of the young, which
    /// costs little, then of all.</summary>
    /// <param name="isEnough">Tells whether it is, and is told whether all garbage has been collected.</param>
    private bool Count(Func<bool, bool> isEnough)
    {
        CountLiving();
        if (isEnough(false))
        {
            return true;
        }

        GC.Collect(0);
        CountLiving();
        if (isEnough(false))
        {
            return true;
        }

        ProcessHeap.Collect();
        CountLiving();
        return isEnough(true);
    }

    /// <summary>Returns the number of bytes after which to count again: from half to all of the room that is left. Chance says which part,
    /// since a guest that notices when it was must not learn how many of its bytes were chosen.</summary>
    private long RecountAfter(long living)
    {
        _room = _limiter.Room;
        var left = Math.Max(0, _room - Math.Max(living, Charged));
        return living + (long)(left * (0.5 + (0.5 * RandomFraction())));
    }

    private void CountLiving()
    {
        var living = 0L;
        var sampled = 0L;
        var kept = 0;
        var held = CollectionsMarshal.AsSpan(_held);
        foreach (var entry in held)
        {
            if (entry.Handle.Target is null)
            {
                _spare.Push(entry.Handle);
            }
            else
            {
                living += entry.Bytes;
                sampled += entry.IsSample ? entry.Bytes : 0;
                held[kept++] = entry;
            }
        }

        _held.RemoveRange(kept, held.Length - kept);
        Volatile.Write(ref _estimate, living);
        Volatile.Write(ref _sampled, sampled);
    }

    /// <summary>Draws the next gap and what ends it. Comparisons are a Poisson process of their own, so that when one comes says nothing
    /// about how many bytes were chosen.</summary>
    private void Draw(ref HeapBudget budget)
    {
        const double ShareOfComparisons = 1.0 / (SamplesBetweenComparisons + 1);
        var gap = -Math.Log(1 - RandomFraction()) * _meanGap * (1 - ShareOfComparisons);
        budget.Bytes += 1 + (long)gap;
        budget.Next = RandomFraction() < ShareOfComparisons ? HeapEvent.Compare : HeapEvent.Choose;
    }

    /// <summary>A number from 0 to less than 1 that nobody can predict from earlier ones.</summary>
    private double RandomFraction()
    {
        if (_randomLeft == 0)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_random.AsSpan()));
            _randomLeft = _random.Length;
        }

        return (_random[--_randomLeft] >> 11) * (1.0 / (1UL << 53));
    }
}
