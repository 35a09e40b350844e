using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>Several things that guests wait for at once (Canonical ABI, <c>WaitableSet</c>).</summary>
internal sealed class WaitableSet(InstanceNode instance) : TableEntry
{
    internal const string Words = "waitable set";

    // Those that have an event, in the order of its coming, and the others are told apart, so that many cost no more than few.
    private readonly HashSet<Waitable> _elements = [];
    private readonly LinkedList<Waitable> _ready = new();
    private readonly List<ComponentThread> _waiters = [];

    internal override string Description => Words;

    internal bool HasEvent
    {
        get
        {
            while (_ready.First is { Value: var first } && !(first.HasEvent && _elements.Contains(first)))
            {
                _ready.RemoveFirst();
            }

            return _ready.Count > 0;
        }
    }

    /// <summary>Takes the event that has come first, where there is one.</summary>
    internal WaitableEvent TakeEvent()
    {
        _ = HasEvent;
        var first = _ready.First!.Value;
        _ready.RemoveFirst();
        return first.TakeEvent();
    }

    internal void Add(Waitable element)
    {
        _elements.Add(element);
        if (element.HasEvent)
        {
            NotifyOf(element);
        }
    }

    internal void Remove(Waitable element) => _elements.Remove(element);

    /// <summary>Notes that an element has an event.</summary>
    internal void NotifyOf(Waitable element)
    {
        _ready.AddLast(element);
        foreach (var waiter in _waiters)
        {
            instance.Loop.Notify(waiter);
        }
    }

    /// <summary>Notes a thread that waits for an event.</summary>
    internal void Add(ComponentThread waiter) => _waiters.Add(waiter);

    /// <summary>Forgets a thread that waits no more.</summary>
    internal void Remove(ComponentThread waiter) => _waiters.Remove(waiter);

    /// <summary>Waits for an event.</summary>
    internal WaitableEvent Wait(ComponentThread thread, bool isCancellable)
    {
        Add(thread);
        var isCancelled = GuestWaits.WaitUntil(thread, () => HasEvent, isCancellable, "an event of a waitable set");
        Remove(thread);
        return isCancelled ? WaitableEvent.Cancelled : TakeEvent();
    }

    /// <summary>The event that has come, without waiting.</summary>
    internal WaitableEvent Poll(ComponentTask task, bool isCancellable) =>
        task.DeliverPendingCancel(isCancellable) ? WaitableEvent.Cancelled
        : HasEvent ? TakeEvent()
        : WaitableEvent.None;

    /// <summary>Traps if the set is in use.</summary>
    internal void RequireUnused()
    {
        if (_elements.Count > 0)
        {
            throw AbiTraps.Of("cannot drop waitable set with waitables in it");
        }

        if (_waiters.Count > 0)
        {
            throw AbiTraps.Of("cannot drop waitable set with waiters");
        }
    }
}
