using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>The tasks of an instance: its threads, and who may enter (Canonical ABI, <c>ComponentInstance</c>).</summary>
internal sealed class InstanceTasks(InstanceNode instance)
{
    private readonly ThreadTable _threads = new(instance.Store);

    /// <summary>The threads that wait until nobody has the instance to itself, or until it takes tasks again.</summary>
    private readonly Queue<(ComponentThread Thread, long WaitNumber)> _entrants = new();

    internal ThreadTable Threads => _threads;

    /// <summary>The thread that has the instance to itself: of a task that is not written for others beside it.</summary>
    internal ComponentThread? ExclusiveThread { get; private set; }

    /// <summary>The number of tasks that wait for their beginning.</summary>
    internal int WaitingToEnter { get; set; }

    /// <summary>The count of <c>backpressure.inc</c> and <c>backpressure.dec</c>.</summary>
    internal int Backpressure { get; private set; }

    /// <summary>Adds to the count of <c>backpressure.inc</c> and <c>backpressure.dec</c>.</summary>
    internal void ChangeBackpressure(int change)
    {
        Backpressure += change;
        if (Backpressure is < 0 or > ushort.MaxValue)
        {
            throw AbiTraps.Of("backpressure counter out of range");
        }

        if (Backpressure == 0)
        {
            NotifyNext();
        }
    }

    /// <summary>Tests whether a task must wait: before its beginning, or for its next step.</summary>
    internal bool IsBusyFor(ComponentTask task) =>
        (task.NeedsExclusive && ExclusiveThread is not null) || (!task.HasEntered && Backpressure > 0);

    internal void TakeExclusive(ComponentThread thread) => ExclusiveThread = thread;

    internal void ReleaseExclusive()
    {
        ExclusiveThread = null;
        NotifyNext();
    }

    /// <summary>Has a thread looked at when the instance is free.</summary>
    internal void AddEntrant(ComponentThread thread) => _entrants.Enqueue((thread, thread.WaitNumber));

    /// <summary>Has the next thread looked at that waits for the instance.</summary>
    internal void NotifyNext()
    {
        while (_entrants.TryDequeue(out var entrant))
        {
            // Others have been resumed by something else meanwhile.
            if (entrant.Thread.IsWaiting && entrant.Thread.WaitNumber == entrant.WaitNumber)
            {
                instance.Loop.Notify(entrant.Thread);
                return;
            }
        }
    }
}
