namespace Lanner.Hunt.Tasks.Model;

/// <summary>A call, seen from the guest that has made it (Canonical ABI, <c>Subtask</c>).</summary>
/// <param name="caller">The instance that has called.</param>
/// <param name="resultAddress">The place for the result in its memory; null if the result is returned.</param>
internal sealed class Subtask(ModelInstance caller, int? resultAddress) : Waitable, ITaskCaller
{
    private bool _isInTable;

    internal SubtaskState State { get; private set; }

    internal bool IsResolved => State >= SubtaskState.Returned;

    internal bool IsDelivered { get; private set; }

    internal bool IsCancelRequested { get; private set; }

    /// <summary>Asks the callee to end.</summary>
    internal Action OnCancel { get; set; } = () => { };

    /// <summary>The result, of a call whose result is returned.</summary>
    internal uint Result { get; private set; }

    internal uint AddToTable()
    {
        Index = caller.Handles.Add(this);
        _isInTable = true;
        return Index;
    }

    public void Start()
    {
        NoteProgress();
        State = SubtaskState.Started;
    }

    public void Resolve(TaskResult? result)
    {
        NoteProgress();
        if (result is { } some)
        {
            Result = some.Shared is { } shared ? caller.AddEnd(new CopyEnd(shared, isReadable: true)) : some.Number;
            State = SubtaskState.Returned;
            if (resultAddress is { } address)
            {
                BitConverter.TryWriteBytes(caller.Memory.AsSpan(address), Result);
            }
        }
        else
        {
            State = State == SubtaskState.Starting ? SubtaskState.CancelledBeforeStarted : SubtaskState.CancelledBeforeReturned;
        }
    }

    internal void RequestCancellation()
    {
        IsCancelRequested = true;
        OnCancel();
    }

    internal void Deliver() => IsDelivered = true;

    private void NoteProgress()
    {
        if (_isInTable)
        {
            SetPendingEvent(() =>
            {
                if (IsResolved)
                {
                    Deliver();
                }

                return new Event(EventCode.Subtask, Index, (uint)State);
            });
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
