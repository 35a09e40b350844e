using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>A call that a guest has made of a function that may block, seen from that guest (Canonical ABI, <c>Subtask</c>).</summary>
internal sealed class Subtask(LoweredFunction function, CallScope? scope, Value[] arguments, int resultCount) : Waitable, ITaskCaller
{
    internal const string Words = "subtask";

    private readonly Value[] _results = new Value[resultCount];
    private uint _index;
    private bool _isDelivered;

    public CallScope? Scope => scope;

    public bool KeepsInMemory => true;

    internal SubtaskState State { get; private set; }

    internal bool IsResolved => State >= SubtaskState.Returned;

    /// <summary>True if the guest was told that the call has ended.</summary>
    internal bool IsDelivered => _isDelivered;

    internal bool IsCancelRequested { get; private set; }

    /// <summary>Asks the callee to end.</summary>
    internal Action? OnCancel { get; set; }

    /// <summary>The core results, of a call that is lowered synchronously.</summary>
    internal ReadOnlySpan<Value> Results => _results;

    internal override string Description => Words;

    private InstanceNode Instance => function.Instance;

    public override string ToString() => $"the end of a call of {function.Name}";

    public ComponentValue[] Start()
    {
        State = SubtaskState.Started;
        NoteProgress();
        return function.LiftArguments(scope, arguments);
    }

    public void Return(ComponentValue? result)
    {
        function.LowerResult(result, arguments, _results);
        Resolve(SubtaskState.Returned);
    }

    public void Cancel() =>
        Resolve(State == SubtaskState.Starting ? SubtaskState.CancelledBeforeStarted : SubtaskState.CancelledBeforeReturned);

    /// <summary>Puts the call into the table of its instance, since it has not ended.</summary>
    internal uint AddTo(InstanceNode instance) => _index = instance.Handles.Add(this);

    /// <summary>Asks the callee to end.</summary>
    internal void RequestCancellation()
    {
        IsCancelRequested = true;
        OnCancel?.Invoke();
    }

    /// <summary>Waits until the call has ended.</summary>
    internal void WaitUntilResolved(ComponentThread thread) => Wait(thread, () => IsResolved);

    /// <summary>Ends the loans: the guest knows that the call has ended.</summary>
    internal void Deliver()
    {
        _isDelivered = true;
        scope?.End();
    }

    private protected override WaitableEvent MakeEvent()
    {
        if (IsResolved)
        {
            Deliver();
        }

        return new WaitableEvent(EventCode.Subtask, _index, (uint)State);
    }

    private void Resolve(SubtaskState state)
    {
        State = state;
        NoteProgress();
        NotifyWaiter(Instance);
    }

    private void NoteProgress()
    {
        if (_index != 0)
        {
            SetEvent(Instance);
        }
    }
}

/// <summary>The states of a subtask (Canonical ABI, <c>Subtask.State</c>).</summary>
internal enum SubtaskState : byte
{
    Starting = 0,
    Started = 1,
    Returned = 2,
    CancelledBeforeStarted = 3,
    CancelledBeforeReturned = 4,
}
