using Lanner.Components.Resources;

namespace Lanner.Components.Async;

/// <summary>Writes what the host has to a stream or future, as soon as a guest reads and not before.</summary>
/// <param name="instance">The instance that reads first.</param>
/// <param name="shared">The stream or future.</param>
/// <param name="fetch">Fetches what comes next, given the number of values that the guest has room for; null at the end.</param>
/// <param name="end">Called once, when nobody reads any more or all was read.</param>
#pragma warning disable CA1001 // The end of the writer disposes of it.
internal sealed class HostWriter(
#pragma warning restore CA1001
    InstanceNode instance, SharedCopy shared, Func<int, CancellationToken, ValueTask<HostSource?>> fetch, Action end) : ICopyParty
{
    private readonly CancellationTokenSource _cancellation = new();
    private HostSource? _source;
    private LinkedListNode<(InstanceNode Root, Action End)>? _ending;
    private bool _isFetching;
    private bool _isOver;

    /// <summary>Begins to write when a guest reads.</summary>
    internal void Attach()
    {
        shared.Wanted = Fetch;
        shared.Dropped = End;
        _ending = instance.Loop.WhenEnded(instance, End);
    }

    public void NoteCopy()
    {
        if (_source!.Remaining == 0)
        {
            shared.Withdraw();
        }
    }

    public void NoteEnd(CopyResult result)
    {
        if (result == CopyResult.Completed && _source!.Remaining > 0)
        {
            shared.Write(_source, this);
        }
        else if (result != CopyResult.Completed)
        {
            End();
        }
    }

    private void Fetch()
    {
        if (_isFetching || _isOver)
        {
            return;
        }

        _isFetching = true;
        var pending = FetchNext();
        if (pending.IsCompletedSuccessfully)
        {
            Write(pending.Result);
            return;
        }

        var loop = instance.Loop;
        loop.HostWork++;
        pending.AsTask().ContinueWith(
            fetched => loop.Post(() =>
            {
                loop.HostWork--;
                if (_isOver)
                {
                    DropLate(fetched);
                    return;
                }

                var reader = shared.PendingInstance ?? instance;
                try
                {
                    Write(fetched.GetAwaiter().GetResult());
                }
#pragma warning disable CA1031 // It ends the guest that reads, as all that functions of the host throw.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    loop.FailOfHost(reader, error);
                }
            }),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private ValueTask<HostSource?> FetchNext()
    {
        try
        {
            return fetch(shared.Room, _cancellation.Token);
        }
#pragma warning disable CA1031 // It ends the guest, as all that functions of the host throw.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<HostSource?>(error);
        }
    }

    private void Write(HostSource? source)
    {
        _isFetching = false;
        if (source is null)
        {
            shared.Drop();
            return;
        }

        _source = source;
        shared.Write(source, this);
    }

    private void End()
    {
        if (!_isOver)
        {
            _isOver = true;
            instance.Loop.Forget(_ending!);
            _cancellation.Cancel();
            _cancellation.Dispose();
            _source?.Discard();
            end();
        }
    }

    /// <summary>Drops what has come when nobody reads any more; what has failed is of no interest to anybody then.</summary>
    private static void DropLate(Task<HostSource?> fetched)
    {
        if (fetched.IsCompletedSuccessfully)
        {
            fetched.Result?.Discard();
        }
        else
        {
            _ = fetched.Exception;
        }
    }
}
