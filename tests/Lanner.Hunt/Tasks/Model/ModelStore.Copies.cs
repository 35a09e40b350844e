namespace Lanner.Hunt.Tasks.Model;

/// <content>Streams and futures.</content>
internal sealed partial class ModelStore
{
    private static void Copy(GuestTask task, Operation operation)
    {
        var (code, index, address, count) = operation;
        var handles = task.Instance.Handles;
        switch (code)
        {
            case OperationCode.NewStream or OperationCode.NewFuture:
                var shared = new SharedCopy(code == OperationCode.NewFuture);
                var readable = task.Instance.AddEnd(new CopyEnd(shared, isReadable: true));
                var writable = task.Instance.AddEnd(new CopyEnd(shared, isReadable: false));
                Know(task, readable | ((ulong)writable << 32));
                return;
            case OperationCode.DropReadableStream or OperationCode.DropWritableStream
                or OperationCode.DropReadableFuture or OperationCode.DropWritableFuture:
                Check(handles.Remove<CopyEnd>(index), code).Drop();
                return;
        }

        var end = Check(handles.Get<CopyEnd>(index), code);
        var isAsync = IsAsync(code);
        if (IsCancel(code))
        {
            SpecifiedTrapException.ThrowIf(end.State != CopyState.Copying || end.HasSyncWaiter, "there is nothing to cancel");
            SpecifiedTrapException.ThrowIf(end.Set is not null && !isAsync, "the end is in a set");
            end.Cancel();
        }
        else
        {
            SpecifiedTrapException.ThrowIf(end.State != CopyState.Idle, "the end is in use, or done");
            SpecifiedTrapException.ThrowIf(end.Set is not null && !isAsync, "the end is in a set");
            end.Copy(new CopyBuffer(task.Instance.Memory, (int)address, end.IsFuture ? 1 : (int)count));
        }

        if (end.HasPendingEvent)
        {
            Know(task, end.TakePendingEvent().Payload);
        }
        else if (isAsync)
        {
            Know(task, Blocked);
        }
        else
        {
            end.HasSyncWaiter = true;
            task.WaitUntil(
                () => end.HasPendingEvent,
                isCancellable: false,
                (_, _) =>
                {
                    end.HasSyncWaiter = false;
                    return end.TakePendingEvent().Payload;
                });
        }
    }

    /// <summary>Traps if the operation is for another kind of end.</summary>
    private static CopyEnd Check(CopyEnd end, OperationCode code)
    {
        var isOfFuture = code >= OperationCode.NewFuture;
        var isForReadable = code is OperationCode.ReadStream or OperationCode.ReadStreamAsync
            or OperationCode.CancelReadStream or OperationCode.CancelReadStreamAsync or OperationCode.DropReadableStream
            or OperationCode.ReadFuture or OperationCode.ReadFutureAsync
            or OperationCode.CancelReadFuture or OperationCode.CancelReadFutureAsync or OperationCode.DropReadableFuture;
        SpecifiedTrapException.ThrowIf(end.IsFuture != isOfFuture || end.IsReadable != isForReadable, "the end is of another kind");
        return end;
    }

    private static bool IsAsync(OperationCode code) => code is OperationCode.ReadStreamAsync or OperationCode.WriteStreamAsync
        or OperationCode.CancelReadStreamAsync or OperationCode.CancelWriteStreamAsync
        or OperationCode.ReadFutureAsync or OperationCode.WriteFutureAsync
        or OperationCode.CancelReadFutureAsync or OperationCode.CancelWriteFutureAsync;

    private static bool IsCancel(OperationCode code) => code is OperationCode.CancelReadStream or OperationCode.CancelReadStreamAsync
        or OperationCode.CancelWriteStream or OperationCode.CancelWriteStreamAsync
        or OperationCode.CancelReadFuture or OperationCode.CancelReadFutureAsync
        or OperationCode.CancelWriteFuture or OperationCode.CancelWriteFutureAsync;
}
