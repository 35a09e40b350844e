namespace Lanner.Hunt.Tasks.Model;

/// <summary>An end of a stream or a future (Canonical ABI, <c>CopyEnd</c>).</summary>
internal sealed class CopyEnd(SharedCopy shared, bool isReadable) : Waitable
{
    internal SharedCopy Shared => shared;

    internal bool IsReadable => isReadable;

    internal bool IsFuture => shared.IsFuture;

    internal CopyState State { get; private set; }

    internal bool IsCopying => State is CopyState.Copying or CopyState.Cancelling;

    private EventCode Code => IsFuture
        ? (isReadable ? EventCode.FutureRead : EventCode.FutureWrite)
        : (isReadable ? EventCode.StreamRead : EventCode.StreamWrite);

    /// <summary>Begins to copy (Canonical ABI, <c>stream_copy</c> and <c>future_copy</c>).</summary>
    internal void Copy(CopyBuffer buffer)
    {
        State = CopyState.Copying;
        shared.Copy(this, buffer);
    }

    /// <summary>Notes that a part was copied; the other end's buffer can be filled further until the guest hears of it.</summary>
    internal void NoteCopy(CopyBuffer buffer, Action reclaim) => SetPendingEvent(() =>
    {
        reclaim();

        // Here the official tests (cancel-stream.wast) say something else than the text, which knows `completed` only.
        var isCancelled = State == CopyState.Cancelling && buffer.Remaining > 0;
        return MakeEvent(isCancelled ? CopyResult.Cancelled : CopyResult.Completed, buffer);
    });

    internal void NoteDone(CopyBuffer buffer, CopyResult result) => SetPendingEvent(() => MakeEvent(result, buffer));

    internal void Cancel()
    {
        State = CopyState.Cancelling;
        if (!HasPendingEvent)
        {
            shared.Cancel();
        }
    }

    internal void Drop()
    {
        SpecifiedTrapException.ThrowIf(
            IsFuture && !isReadable && State != CopyState.Done, "a future's writable end is dropped before it was written");
        SpecifiedTrapException.ThrowIf(IsCopying, "an end is dropped while it copies");
        shared.Drop();
        Join(null);
    }

    private Event MakeEvent(CopyResult result, CopyBuffer buffer)
    {
        var isDone = result == CopyResult.Dropped || (IsFuture && result == CopyResult.Completed);
        State = isDone ? CopyState.Done : CopyState.Idle;
        return new Event(Code, Index, IsFuture ? (uint)result : (uint)result | (uint)(buffer.Progress << 4));
    }
}

/// <summary>The states of an end (Canonical ABI, <c>CopyState</c>).</summary>
internal enum CopyState : byte
{
    Idle,
    Copying,
    Cancelling,
    Done,
}

/// <summary>The ways in which a copy ends (Canonical ABI, <c>CopyResult</c>).</summary>
internal enum CopyResult : byte
{
    Completed = 0,
    Dropped = 1,
    Cancelled = 2,
}
