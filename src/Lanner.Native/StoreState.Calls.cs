namespace Lanner.Native;

/// <content>Calls that threads of Lanner's run.</content>
internal sealed unsafe partial class StoreState
{
    /// <summary>The calls that have not ended, the oldest first.</summary>
    private readonly List<AsyncCall> _calls = [];
    private bool _isDeleted;

    /// <summary>Is cancelled when the call that was begun last is to end.</summary>
    internal CancellationToken CallCancellation
    {
        get
        {
            lock (_gate)
            {
                return _calls is [.., var last] ? last.Cancellation : CancellationToken.None;
            }
        }
    }

    /// <summary>Counts a call in.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isAlone">True if the store has to be free.</param>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    /// <exception cref="ObjectDisposedException">The store is deleted.</exception>
    internal void BeginCall(AsyncCall call, bool isAlone)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDeleted, Store);
            if (isAlone && (_calls.Count > 0 || Store.IsInUse))
            {
                throw new InvalidOperationException("The store is in use: a call in it has not ended.");
            }

            _calls.Add(call);
        }
    }

    /// <summary>Counts a call out. The last one ends a store that was deleted meanwhile.</summary>
    internal void EndCall(AsyncCall call)
    {
        bool isLast;
        lock (_gate)
        {
            _calls.Remove(call);
            isLast = _isDeleted && _calls.Count == 0;
        }

        if (isLast)
        {
            try
            {
                Close();
            }
            catch (Exception exception)
            {
                // A guest of the store runs, as somebody who deletes it directly is told.
                Failures.Set(exception);
            }
        }
    }

    /// <summary>Ends the use of the store and calls all finalizers, once the calls have ended that are cancelled now. When another guest is
    /// running the store goes on, and the finalizers are not called.</summary>
    internal void Delete()
    {
        AsyncCall[] calls;
        lock (_gate)
        {
            _isDeleted = true;
            calls = [.. _calls];
        }

        foreach (var call in calls)
        {
            call.Cancel();
        }

        if (calls.Length == 0)
        {
            Close();
        }
    }
}
