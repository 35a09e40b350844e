using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>Several things that guests wait for at once (Canonical ABI, <c>WaitableSet</c>).</summary>
internal sealed class WaitableSet(InstanceNode instance) : TableEntry
{
    internal const string Words = "waitable set";

    /// <summary>The elements that have an event, in the order of its coming, each once.</summary>
    private readonly LinkedList<Waitable> _ready = new();
    private readonly List<ComponentThread> _waiters = [];
    private int _count;

    internal override string Description => Words;

    internal bool HasEvent => _ready.Count > 0;

    /// <summary>Takes the event that has come first, where there is one.</summary>
    internal WaitableEvent TakeEvent() => _ready.First!.Value.TakeEvent();

    internal void Add(Waitable element)
    {
        _count++;
        if (element.HasEvent)
        {
            NotifyOf(element);
        }
    }

    internal void Remove(Waitable element)
    {
        _count--;
        Forget(element);
    }

    /// <summary>Notes that the event of an element was taken.</summary>
    internal void Forget(Waitable element)
    {
        if (element.ReadyNode.List is not null)
        {
            _ready.Remove(element.ReadyNode);
        }
    }

    /// <summary>Notes that an element has an event.</summary>
    internal void NotifyOf(Waitable element)
    {
        if (element.ReadyNode.List is null)
        {
            _ready.AddLast(element.ReadyNode);
        }

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
        if (_count > 0)
        {
            throw AbiTraps.Of("cannot drop waitable set with waitables in it");
        }

        if (_waiters.Count > 0)
        {
            throw AbiTraps.Of("cannot drop waitable set with waiters");
        }
    }
}
