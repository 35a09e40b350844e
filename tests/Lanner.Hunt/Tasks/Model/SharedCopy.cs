namespace Lanner.Hunt.Tasks.Model;

/// <summary>The things that both ends of a stream or a future have in common (Canonical ABI, <c>SharedStreamImpl</c> and
/// <c>SharedFutureImpl</c>).</summary>
internal sealed class SharedCopy(bool isFuture)
{
    private bool _isDropped;
    private CopyEnd? _pendingEnd;
    private CopyBuffer? _pendingBuffer;

    internal bool IsFuture => isFuture;

    internal void Copy(CopyEnd end, CopyBuffer buffer)
    {
        if (_isDropped)
        {
            end.NoteDone(buffer, CopyResult.Dropped);
        }
        else if (_pendingBuffer is not { } pending)
        {
            (_pendingEnd, _pendingBuffer) = (end, buffer);
        }
        else if (isFuture)
        {
            Transfer(end, buffer, pending);
            Notify(CopyResult.Completed);
            end.NoteDone(buffer, CopyResult.Completed);
        }
        else if (pending.Remaining > 0)
        {
            if (buffer.Remaining > 0)
            {
                Transfer(end, buffer, pending);
                _pendingEnd!.NoteCopy(pending, Reset);
            }

            end.NoteDone(buffer, CopyResult.Completed);
        }
        else if (!end.IsReadable && buffer.IsEmpty && pending.IsEmpty)
        {
            end.NoteDone(buffer, CopyResult.Completed);
        }
        else
        {
            Notify(CopyResult.Completed);
            (_pendingEnd, _pendingBuffer) = (end, buffer);
        }
    }

    internal void Cancel() => Notify(CopyResult.Cancelled);

    internal void Drop()
    {
        if (!_isDropped)
        {
            _isDropped = true;
            if (_pendingBuffer is not null)
            {
                Notify(CopyResult.Dropped);
            }
        }
    }

    private static void Transfer(CopyEnd end, CopyBuffer buffer, CopyBuffer pending)
    {
        if (end.IsReadable)
        {
            CopyBuffer.Copy(pending, buffer);
        }
        else
        {
            CopyBuffer.Copy(buffer, pending);
        }
    }

    private void Reset() => (_pendingEnd, _pendingBuffer) = (null, null);

    private void Notify(CopyResult result)
    {
        var (end, buffer) = (_pendingEnd!, _pendingBuffer!);
        Reset();
        end.NoteDone(buffer, result);
    }
}
