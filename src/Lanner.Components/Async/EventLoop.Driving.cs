using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <content>The driver.</content>
internal sealed partial class EventLoop
{
    /// <summary>As much as the command gives to guests. Memory is taken only for what is used of it.</summary>
    private const int StackSize = 16 << 20;

    /// <summary>The steps of guests after which the host hears of calls that have ended, if the store is not left before.</summary>
    private const int StepsBeforeCompletion = 64;

    /// <summary>The stacks. What bounds them are the limits of stores, and what the system has.</summary>
    private static readonly GuestScheduler Stacks = new(int.MaxValue, StackSize, width: int.MaxValue);

    /// <summary>Waits, as the host that has called, until something holds, and drives meanwhile. For calls of the host from within a
    /// guest: threads whose instances are in use must wait.</summary>
    internal void DriveUntil(Func<bool> holds)
    {
        using var interruption = _store.Engine.Options.Interruptible
            ? _store.Interruption.Register(Pulse)
            : default;
        while (!holds())
        {
            RunArrivals();
            if (TakeReady(thread => thread.Instance.MayEnterFrom(common: null)) is { } thread)
            {
                thread.Instance.EnterFrom(common: null);
                ResumeOfOthers(thread);
            }
            else if (!holds())
            {
                WaitForArrival();
            }
        }
    }

    /// <summary>Resumes a thread of another call than that which the host waits for: what ends it, ends its own.</summary>
    private void ResumeOfOthers(ComponentThread thread)
    {
        try
        {
            Resume(thread);
            thread.Instance.LeaveTo(common: null);
        }
#pragma warning disable CA1031 // Whoever waits for the thread's call is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(thread.Instance.Root, error, thread.Task);
        }
    }

    private void Pulse()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void WaitForArrival()
    {
        lock (_gate)
        {
            while (_arrivals.Count == 0)
            {
                _store.ThrowIfInterrupted();
                if (HostWork == 0)
                {
                    throw Deadlock();
                }

                GuestScheduler.BeginWait();
                Monitor.Wait(_gate);
                GuestScheduler.EndWait();
            }
        }
    }

    private static TrapException Deadlock() => AbiTraps.Of("deadlock detected: event loop cannot make further progress");

    /// <summary>Queues a driver: called by whoever has the role, and gives it up.</summary>
    private void QueueDriver() =>
        Task.Factory.StartNew(Drive, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Stacks);

    /// <summary>Gives up the role, on a stack that is about to wait: to the stack that goes on, where that is all there is to do, so that
    /// guests which wait for one another take no third thread; otherwise to one of the pool.</summary>
    private void PassRole(ComponentThread? next)
    {
        if (next is not null)
        {
            next.IsSwitchedTo = true;
            next.ReadyNode.List?.Remove(next.ReadyNode);
            _ready.AddFirst(next.ReadyNode);
        }

        if (!NeedsDriver && IsWanted
            && TakeReady(static thread => thread.Instance.MayEnterFrom(common: null), hasStack: true) is { } thread)
        {
            thread.Instance.EnterFrom(common: null);
            Continue(thread, thread.IsCancelled);
        }
        else
        {
            QueueDriver();
        }
    }

    /// <summary>True if the host has something for the driver to do, or wants to be the driver. A stack that gives up the role must not do
    /// that, with the little room that a guest may have left.</summary>
    private bool NeedsDriver
    {
        get
        {
            lock (_gate)
            {
                return _hosts > 0 || _isClosed || _arrivals.Count > 0;
            }
        }
    }

    /// <summary>Runs a thread on a stack of its own, which has control from now on.</summary>
    private void StartStack(ComponentThread thread, bool isCancelled) => Task.Factory.StartNew(
        () =>
        {
            _store.Enter();
            if (KeepsRole(thread, Run(thread, isCancelled)))
            {
                DriveHere();
            }
        },
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        Stacks);

    private void Drive()
    {
        try
        {
            _store.Enter();
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        catch (InvalidOperationException)
        {
            // The host uses the store itself, for something that is no call of a component.
            Task.Delay(1).ContinueWith(
                _ => QueueDriver(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return;
        }

        _resumer = null;
        DriveHere();
    }

    /// <summary>Drives on a stack that has nothing else to do, in a store that it has entered once, until nothing is ready or another stack
    /// has the role.</summary>
    private void DriveHere()
    {
        var steps = 0;
        while (true)
        {
            RunArrivals();
            if (IsWanted && !HostWaits && TakeReady(static _ => true) is { } thread)
            {
                var isCancelled = thread.IsCancelled;
                if (!thread.Instance.MayEnterFrom(common: null))
                {
                    // Nothing runs: a call of the host has trapped there.
                    Fail(thread.Instance.Root, AbiTraps.CannotEnter(), task: null);
                    continue;
                }

                thread.Instance.EnterFrom(common: null);
                if (thread.Stack is not null)
                {
                    _store.Leave();
                    Continue(thread, isCancelled);
                    return;
                }

                if (!KeepsRole(thread, Run(thread, isCancelled)))
                {
                    return;
                }

                if (++steps % StepsBeforeCompletion == 0)
                {
                    CompleteCalls();
                }

                continue;
            }

            if (IsWanted && HostWork == 0 && _ready.Count == 0)
            {
                FailAll(Deadlock);
            }

            _store.Leave();
            lock (_gate)
            {
                if (_hosts > 0 || _isClosed || _arrivals.Count == 0)
                {
                    _isDriven = false;
                    Monitor.PulseAll(_gate);
                    break;
                }
            }

            _store.Enter();
        }

        CompleteCalls();
    }

    /// <summary>True if a thread of the host wants to be the driver.</summary>
    private bool HostWaits
    {
        get
        {
            lock (_gate)
            {
                return _hosts > 0 || _isClosed;
            }
        }
    }

    /// <summary>Ends a thread, or its step, at the base of a stack.</summary>
    /// <returns>True if the stack has the role of the driver; otherwise control went to whoever had resumed the thread.</returns>
    private bool KeepsRole(ComponentThread thread, Exception? error)
    {
        if (_resumer is { } resumer)
        {
            _store.Leave();
            resumer.Return(next: null, error);
            return false;
        }

        if (error is null)
        {
            thread.Instance.LeaveTo(common: null);
        }
        else
        {
            Fail(thread.Instance.Root, error, thread.Task);
        }

        return true;
    }

    private void RunArrivals()
    {
        while (true)
        {
            (Action Done, Action<Exception>? Refused) arrival;
            lock (_gate)
            {
                if (!_arrivals.TryDequeue(out arrival))
                {
                    return;
                }
            }

            try
            {
                arrival.Done();
            }
#pragma warning disable CA1031 // Whoever has asked for it is not there to be told: all that waits in the store is.
            catch (Exception error)
#pragma warning restore CA1031
            {
                FailAll(() => error);
            }
        }
    }

    /// <summary>Takes the first thread that is ready.</summary>
    /// <param name="mayRun">Tells whether a thread may run at the moment; others stay in the queue.</param>
    /// <param name="hasStack">True to take none that stands behind one without a stack, whose turn may be first and needs another
    /// stack.</param>
    private ComponentThread? TakeReady(Func<ComponentThread, bool> mayRun, bool hasStack = false)
    {
        Observer?.Choosing(_ready);
        for (var node = _ready.First; node is not null;)
        {
            var (current, thread) = (node, node.Value);
            node = node.Next;
            if (thread.Instance.Root.HasTrapped)
            {
                _ready.Remove(current);
                continue;
            }

            if (hasStack && thread.Stack is null)
            {
                return null;
            }

            if (!mayRun(thread))
            {
                continue;
            }

            _ready.Remove(current);
            if (thread.IsCancelled || thread.IsSwitchedTo || thread.IsReady)
            {
                thread.IsSwitchedTo = false;
                return thread;
            }

            var next = Postpone(thread);
            node ??= next?.ReadyNode;
        }

        Observer?.NothingIsReady();
        return null;
    }

    /// <summary>Has a thread that is not ready looked at again when its instance is free, if it waits for that.</summary>
    /// <returns>Another thread that may be ready in its place, and is last in the queue now; or null.</returns>
    private static ComponentThread? Postpone(ComponentThread thread)
    {
        if (!thread.WaitsForInstance)
        {
            return null;
        }

        var tasks = thread.Instance.Tasks;
        if (tasks.IsBusyFor(thread.Task))
        {
            tasks.AddEntrant(thread);
        }

        // Otherwise it waits for something else as well. In either case another may go in its place.
        return tasks.NotifyNext();
    }
}
