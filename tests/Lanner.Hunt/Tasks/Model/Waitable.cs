namespace Lanner.Hunt.Tasks.Model;

/// <summary>Something that guests wait for (Canonical ABI, <c>Waitable</c>).</summary>
internal abstract class Waitable
{
    private Func<Event>? _pending;

    /// <summary>The index in the table of its instance.</summary>
    internal uint Index { get; set; }

    internal WaitableSet? Set { get; private set; }

    internal bool HasSyncWaiter { get; set; }

    internal bool HasPendingEvent => _pending is not null;

    internal void SetPendingEvent(Func<Event> make) => _pending = make;

    internal Event TakePendingEvent()
    {
        var make = _pending!;
        _pending = null;
        return make();
    }

    internal void Join(WaitableSet? set)
    {
        Set?.Elements.Remove(this);
        Set = set;
        set?.Elements.Add(this);
    }
}

/// <summary>Several things that guests wait for at once (Canonical ABI, <c>WaitableSet</c>).</summary>
internal sealed class WaitableSet
{
    internal List<Waitable> Elements { get; } = [];

    internal int WaitingCount { get; set; }

    internal bool HasPendingEvent => Elements.Exists(element => element.HasPendingEvent);

    /// <summary>Takes the event that a guest got, if it is one that it may get: the specification leaves the order open.</summary>
    internal Event TakePendingEvent(ulong observed)
    {
        var index = Event.IndexOf(observed);
        var element = Elements.Find(each => each.HasPendingEvent && each.Index == index)
            ?? Elements.Find(each => each.HasPendingEvent)!;
        return element.TakePendingEvent();
    }
}

/// <summary>An event (Canonical ABI, <c>EventTuple</c>).</summary>
internal readonly record struct Event(EventCode Code, uint Index = 0, uint Payload = 0)
{
    /// <summary>The event in one number, as guests tell it.</summary>
    internal ulong Packed => (ulong)Code | ((ulong)Index << 8) | ((ulong)Payload << 32);

    internal static uint IndexOf(ulong packed) => (uint)(packed >> 8) & 0xFF_FFFF;
}

/// <summary>The kinds of event (Canonical ABI, <c>EventCode</c>).</summary>
internal enum EventCode : byte
{
    None = 0,
    Subtask = 1,
    StreamRead = 2,
    StreamWrite = 3,
    FutureRead = 4,
    FutureWrite = 5,
    TaskCancelled = 6,
}
