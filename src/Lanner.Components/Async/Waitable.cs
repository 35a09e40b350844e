using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>Something that a guest waits for (Canonical ABI, <c>Waitable</c>).</summary>
internal abstract class Waitable : TableEntry
{
    private WaitableSet? _set;
    private ComponentThread? _waiter;

    private protected Waitable() => ReadyNode = new LinkedListNode<Waitable>(this);

    /// <summary>The place among those of its set that have an event, where it is at most once.</summary>
    internal LinkedListNode<Waitable> ReadyNode { get; }

    /// <summary>True if an event has come that was not taken.</summary>
    internal bool HasEvent { get; private set; }

    internal bool IsInSet => _set is not null;

    /// <summary>True if a thread waits for it alone.</summary>
    internal bool HasWaiter => _waiter is not null;

    /// <summary>The words for it in lists of waits.</summary>
    public override string ToString() => $"the {Description}";

    /// <summary>Notes that an event has come, in place of one that was not taken.</summary>
    internal void SetEvent(InstanceNode instance)
    {
        HasEvent = true;
        NotifyWaiter(instance);
        _set?.NotifyOf(this);
    }

    /// <summary>Takes the event.</summary>
    internal WaitableEvent TakeEvent()
    {
        HasEvent = false;
        _set?.Forget(this);
        return MakeEvent();
    }

    /// <summary>Joins a set, or leaves the one that it is in.</summary>
    internal void Join(WaitableSet? set)
    {
        _set?.Remove(this);
        _set = set;
        set?.Add(this);
    }

    /// <summary>Waits for an event, and for nothing else.</summary>
    internal void Wait(ComponentThread thread) => Wait(thread, () => HasEvent);

    /// <summary>Traps where a thread is about to wait for it alone, while it is in a set.</summary>
    internal void RequireNotInSet()
    {
        if (IsInSet)
        {
            throw AbiTraps.Of("waitable cannot be used synchronously while added to a waitable set");
        }
    }

    /// <summary>Waits until something holds, and for nothing else.</summary>
    private protected void Wait(ComponentThread thread, Func<bool> until)
    {
        _waiter = thread;
        GuestWaits.WaitUntil(thread, until, isCancellable: false, this);
        _waiter = null;
    }

    /// <summary>Has the thread looked at that waits for it alone.</summary>
    private protected void NotifyWaiter(InstanceNode instance)
    {
        if (_waiter is { } waiter)
        {
            instance.Loop.Notify(waiter);
        }
    }

    /// <summary>Makes the event that has come.</summary>
    private protected abstract WaitableEvent MakeEvent();
}

/// <summary>An event, as guests get it (Canonical ABI, <c>EventTuple</c>).</summary>
internal readonly record struct WaitableEvent(EventCode Kind, uint First, uint Second)
{
    internal static WaitableEvent None => new(EventCode.None, 0, 0);

    internal static WaitableEvent Cancelled => new(EventCode.TaskCancelled, 0, 0);

    internal Value Code => (uint)Kind;

    internal Value Index => First;

    internal Value Payload => Second;
}

/// <summary>The kinds of event (Canonical ABI, <c>EventCode</c>).</summary>
internal enum EventCode
{
    None = 0,
    Subtask = 1,
    StreamRead = 2,
    StreamWrite = 3,
    FutureRead = 4,
    FutureWrite = 5,
    TaskCancelled = 6,
}
