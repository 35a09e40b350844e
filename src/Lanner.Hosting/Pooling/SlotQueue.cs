namespace Lanner.Hosting.Pooling;

/// <summary>The answers to who asks for a slot.</summary>
internal enum SlotAnswer
{
    /// <summary>There is one: it has to be given back.</summary>
    Taken,

    /// <summary>There is none, and no room to wait.</summary>
    Full,

    /// <summary>None became free in time.</summary>
    TimedOut,

    /// <summary>Whoever asked has given up.</summary>
    Cancelled,

    /// <summary>There will be none any more.</summary>
    Closed,
}

/// <summary>A number of slots, each for one call at a time, and the bounded queue of those who wait for one, in their order. A slot that is
/// given back goes to the first who waits, without becoming free in between. Thread-safe.</summary>
internal sealed class SlotQueue(int maximum, int queueLength, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private TaskCompletionSource? _drained;
    private int _inUse;

    internal int InUse => Volatile.Read(ref _inUse);

    internal int Queued
    {
        get
        {
            lock (_gate)
            {
                return _waiters.Count;
            }
        }
    }

    /// <summary>True if the next who asks is refused.</summary>
    internal bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _inUse == maximum && _waiters.Count >= queueLength;
            }
        }
    }

    /// <summary>Takes a slot, or waits for one.</summary>
    /// <param name="longest">The longest time to wait.</param>
    /// <param name="cancellation">Ends waiting.</param>
    internal ValueTask<SlotAnswer> TakeAsync(TimeSpan longest, CancellationToken cancellation)
    {
        var waiter = new Waiter(this);
        lock (_gate)
        {
            if (_drained is not null || cancellation.IsCancellationRequested)
            {
                return new(_drained is not null ? SlotAnswer.Closed : SlotAnswer.Cancelled);
            }

            if (_inUse < maximum)
            {
                _inUse++;
                return new(SlotAnswer.Taken);
            }

            if (_waiters.Count >= queueLength)
            {
                return new(SlotAnswer.Full);
            }

            _waiters.AddLast(waiter.Node);
        }

        return WaitAsync(waiter, longest, cancellation);
    }

    /// <summary>Gives a slot back.</summary>
    internal void Release()
    {
        Waiter? next;
        lock (_gate)
        {
            next = _waiters.First?.Value;
            if (next is not null)
            {
                _waiters.RemoveFirst();
            }
            else
            {
                _inUse--;
                CompleteIfDrained();
            }
        }

        next?.Answer.SetResult(SlotAnswer.Taken);
    }

    /// <summary>Gives no slots any more, and refuses all who wait.</summary>
    /// <returns>A task that ends when all slots are given back.</returns>
    internal Task CloseAsync()
    {
        Waiter[] refused;
        Task drained;
        lock (_gate)
        {
            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
            refused = [.. _waiters];
            _waiters.Clear();
            CompleteIfDrained();
        }

        foreach (var waiter in refused)
        {
            waiter.Answer.SetResult(SlotAnswer.Closed);
        }

        return drained;
    }

    private async ValueTask<SlotAnswer> WaitAsync(Waiter waiter, TimeSpan longest, CancellationToken cancellation)
    {
        using var timer = time.CreateTimer(
            static waiter => ((Waiter)waiter!).GiveUp(SlotAnswer.TimedOut), waiter, longest, Timeout.InfiniteTimeSpan);
        using var registration = cancellation.UnsafeRegister(
            static waiter => ((Waiter)waiter!).GiveUp(SlotAnswer.Cancelled), waiter);
        return await waiter.Answer.Task.ConfigureAwait(false);
    }

    private void CompleteIfDrained()
    {
        if (_inUse == 0)
        {
            _drained?.TrySetResult();
        }
    }

    /// <summary>One who waits. Who takes it out of the list under the lock answers it, and nobody else.</summary>
    private sealed class Waiter
    {
        private readonly SlotQueue _queue;

        internal Waiter(SlotQueue queue)
        {
            _queue = queue;
            Node = new(this);
        }

        internal LinkedListNode<Waiter> Node { get; }

        internal TaskCompletionSource<SlotAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void GiveUp(SlotAnswer answer)
        {
            lock (_queue._gate)
            {
                if (Node.List is null)
                {
                    return;
                }

                _queue._waiters.Remove(Node);
            }

            Answer.SetResult(answer);
        }
    }
}
