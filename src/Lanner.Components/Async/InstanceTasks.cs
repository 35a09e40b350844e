using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>The tasks of an instance: its threads, and who may enter (Canonical ABI, <c>ComponentInstance</c>).</summary>
internal sealed class InstanceTasks(InstanceNode instance)
{
    private readonly ThreadTable _threads = new(instance.Store);

    /// <summary>The threads that wait until nobody has the instance to itself, for their next step.</summary>
    private readonly Queue<Entrant> _steps = new();

    /// <summary>The threads that wait for that before their beginning, which waits for the end of backpressure as well.</summary>
    private readonly Queue<Entrant> _beginnings = new();

    /// <summary>The threads that wait for the end of backpressure only.</summary>
    private readonly Queue<Entrant> _sharedBeginnings = new();

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
    internal void AddEntrant(ComponentThread thread)
    {
        var queue = thread.Task.HasEntered ? _steps : thread.Task.NeedsExclusive ? _beginnings : _sharedBeginnings;
        queue.Enqueue(new Entrant(thread, thread.WaitNumber));
    }

    /// <summary>Has those looked at that are the next which the instance is free for.</summary>
    /// <returns>The first of them, or null.</returns>
    internal ComponentThread? NotifyNext()
    {
        var next = ExclusiveThread is null ? TakeFirst() : null;
        var beside = Backpressure == 0 ? Take(_sharedBeginnings) : null;
        Notify(next);
        Notify(beside);
        return next ?? beside;
    }

    private void Notify(ComponentThread? thread)
    {
        if (thread is not null)
        {
            instance.Loop.Notify(thread);
        }
    }

    /// <summary>Takes the thread that has waited longest to have the instance to itself.</summary>
    private ComponentThread? TakeFirst()
    {
        if (Backpressure > 0 || Peek(_beginnings) is not { } beginning)
        {
            return Take(_steps);
        }

        return Peek(_steps) is { } step && step.WaitNumber < beginning.WaitNumber ? Take(_steps) : Take(_beginnings);
    }

    private static ComponentThread? Take(Queue<Entrant> queue)
    {
        var thread = Peek(queue);
        if (thread is not null)
        {
            queue.Dequeue();
        }

        return thread;
    }

    /// <summary>The first of a queue, without those that something else has resumed meanwhile.</summary>
    private static ComponentThread? Peek(Queue<Entrant> queue)
    {
        while (queue.TryPeek(out var entrant))
        {
            if (entrant.Thread.IsWaiting && entrant.Thread.WaitNumber == entrant.WaitNumber)
            {
                return entrant.Thread;
            }

            queue.Dequeue();
        }

        return null;
    }

    /// <summary>A thread that waits, and the number of that wait.</summary>
    private readonly record struct Entrant(ComponentThread Thread, long WaitNumber);
}
