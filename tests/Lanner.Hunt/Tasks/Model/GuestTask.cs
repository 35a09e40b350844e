namespace Lanner.Hunt.Tasks.Model;

/// <summary>A task with its thread (Canonical ABI, <c>Task</c> and <c>Thread</c>).</summary>
internal sealed class GuestTask(uint id, ModelInstance instance, FunctionKind function, ITaskCaller caller)
{
    internal uint Id => id;

    internal ModelInstance Instance => instance;

    internal FunctionKind Function => function;

    internal ITaskCaller Caller => caller;

    internal TaskState State { get; private set; }

    internal bool NeedsExclusive => function.Lift != LiftKind.Stackful;

    internal ThreadStatus Status { get; private set; } = ThreadStatus.Waiting;

    /// <summary>True until the thread is in the instance.</summary>
    internal bool IsEntering { get; private set; } = true;

    /// <summary>True if the instance counts it among those that wait for their beginning.</summary>
    internal bool IsCountedAsWaiting { get; set; }

    internal bool IsReady => Status == ThreadStatus.Waiting && (IsEntering ? !instance.IsBusyFor(this) : _ready());

    /// <summary>Gives what the guest finds when it goes on, from what it says that it has found: where the specification leaves a choice,
    /// that decides.</summary>
    internal Func<ulong, ulong> Complete { get; private set; } = static observed => observed;

    /// <summary>Called when a call that the thread has made gives control back.</summary>
    internal Action? Returned { get; set; }

    /// <summary>The number of operations so far.</summary>
    internal int Operations { get; set; }

    internal bool IsCancellable { get; private set; } = true;

    /// <summary>Tells whether the arguments are no more what they were when the task was called.</summary>
    internal Func<bool> RefusesArguments { get; init; } = static () => false;

    private Func<bool> _ready = static () => false;
    private bool _isCancelled;

    /// <summary>Begins to wait, unless a request to cancel is delivered now (Canonical ABI, <c>Thread.wait_until</c>).</summary>
    /// <param name="ready">The condition.</param>
    /// <param name="isCancellable">True if a request to cancel ends the wait.</param>
    /// <param name="complete">Gives what the guest finds, from whether it was cancelled and what it says.</param>
    internal void WaitUntil(Func<bool> ready, bool isCancellable, Func<bool, ulong, ulong> complete)
    {
        Complete = observed =>
        {
            var isCancelled = _isCancelled;
            _isCancelled = false;
            return complete(isCancelled, observed);
        };
        if (DeliverPendingCancel(isCancellable))
        {
            _isCancelled = true;
            return;
        }

        (_ready, IsCancellable, Status) = (ready, isCancellable, ThreadStatus.Waiting);
    }

    /// <summary>Has the guest find something when it goes on.</summary>
    internal void Find(Func<ulong> result) => Complete = _ => result();

    /// <summary>Has the guest find one of several events when it goes on, by the one that it says that it has found.</summary>
    internal void FindEvent(Func<ulong, ulong> result) => Complete = result;

    /// <summary>Has the thread go on.</summary>
    internal void Resume() => (Status, IsCancellable) = (ThreadStatus.Running, false);

    /// <summary>Enters the instance, with the arguments (Canonical ABI, <c>Task.start</c>).</summary>
    internal void Enter()
    {
        StopWaitingToEnter();
        IsEntering = false;
        State = TaskState.Started;
        if (NeedsExclusive)
        {
            instance.Exclusive = this;
        }

        caller.Start();
    }

    internal bool DeliverPendingCancel(bool isCancellable)
    {
        if (!isCancellable || State != TaskState.PendingCancel)
        {
            return false;
        }

        State = TaskState.CancelDelivered;
        return true;
    }

    /// <summary>Asks the task to end (Canonical ABI, <c>Task.request_cancellation</c>).</summary>
    /// <returns>True if the thread runs now.</returns>
    internal bool RequestCancellation()
    {
        if (IsEntering)
        {
            StopWaitingToEnter();
            State = TaskState.CancelDelivered;
            Cancel();
            Status = ThreadStatus.Ended;
            return false;
        }

        var isOtherInside = NeedsExclusive && instance.Exclusive is { } other && other != this;
        if (Status != ThreadStatus.Waiting || !IsCancellable || isOtherInside)
        {
            State = TaskState.PendingCancel;
            return false;
        }

        State = TaskState.CancelDelivered;
        _isCancelled = true;
        Resume();
        return true;
    }

    internal void Return(TaskResult result)
    {
        SpecifiedTrapException.ThrowIf(State == TaskState.Resolved, "the task has its result already");
        caller.Resolve(result);
        State = TaskState.Resolved;
    }

    internal void Cancel()
    {
        SpecifiedTrapException.ThrowIf(State != TaskState.CancelDelivered, "the task was not asked to end");
        caller.Resolve(null);
        State = TaskState.Resolved;
    }

    /// <summary>Ends the thread (Canonical ABI, <c>Task.exit_implicit_thread</c>).</summary>
    internal void Exit()
    {
        SpecifiedTrapException.ThrowIf(State != TaskState.Resolved, "the thread ends before the task has a result");
        if (NeedsExclusive)
        {
            instance.Exclusive = null;
        }

        Status = ThreadStatus.Ended;
    }

    private void StopWaitingToEnter()
    {
        if (IsCountedAsWaiting)
        {
            instance.WaitingToEnter--;
            IsCountedAsWaiting = false;
        }
    }
}

/// <summary>The states of a task (Canonical ABI, <c>Task.State</c>).</summary>
internal enum TaskState : byte
{
    Initial,
    Started,
    PendingCancel,
    CancelDelivered,
    Resolved,
}

/// <summary>The states of a thread.</summary>
internal enum ThreadStatus : byte
{
    Running,
    Waiting,
    Ended,
}
