namespace Lanner.Runtime;

/// <summary>Keeps what async host functions have to go on with on the thread of a guest, which comes to it while it waits for one of
/// them.</summary>
/// <remarks>One for a thread and not for a call: where a host function calls a guest that waits for another, the inner wait runs what both
/// have to do, since the inner function may need what the outer one does beside it.</remarks>
/// <param name="thread">The thread.</param>
internal sealed class GuestPump(GuestThread thread)
{
    private readonly Queue<Continuation> _continuations = [];
    private Action? _pulse;

    internal bool IsOfCurrentThread => ReferenceEquals(GuestThread.CurrentOrNull, thread);

    /// <summary>Wakes the thread, if it sleeps, so that it looks at what it waits for.</summary>
    internal Action Pulse => _pulse ??= () =>
    {
        lock (_continuations)
        {
            Monitor.Pulse(_continuations);
        }
    };

    /// <summary>Hands something to the thread, or to the thread pool when nobody waits for the call any more.</summary>
    internal void Post(Continuation continuation)
    {
        lock (_continuations)
        {
            if (continuation.Context.IsOpen)
            {
                _continuations.Enqueue(continuation);
                Monitor.Pulse(_continuations);
                return;
            }
        }

        continuation.RunOnPool();
    }

    /// <summary>Runs what came first, if there is something.</summary>
    /// <returns>False if there is nothing.</returns>
    internal bool TryRunNext()
    {
        Continuation? next;
        lock (_continuations)
        {
            if (!_continuations.TryDequeue(out next))
            {
                return false;
            }
        }

        next.Run();
        return true;
    }

    /// <summary>Sleeps until there is something to run, or somebody pulses, unless it is time to look already.</summary>
    /// <param name="isAwake">Says so; asked once, so that who pulses after a change that it sees is not missed.</param>
    /// <param name="argument">The argument of <paramref name="isAwake"/>.</param>
    /// <param name="timeout">The longest time.</param>
    internal void Sleep<T>(Func<T, bool> isAwake, T argument, TimeSpan timeout)
    {
        lock (_continuations)
        {
            if (_continuations.Count == 0 && !isAwake(argument))
            {
                GuestScheduler.BeginWait();
                Monitor.Wait(_continuations, timeout);
                GuestScheduler.EndWait();
            }
        }
    }

    /// <summary>Ends a call: what is left of it, and what comes later, runs on the thread pool.</summary>
    internal void Close(HostCallContext context)
    {
        List<Continuation>? left = null;
        lock (_continuations)
        {
            context.IsOpen = false;
            for (var count = _continuations.Count; count > 0; count--)
            {
                var continuation = _continuations.Dequeue();
                if (continuation.Context == context)
                {
                    (left ??= []).Add(continuation);
                }
                else
                {
                    _continuations.Enqueue(continuation);
                }
            }
        }

        left?.ForEach(static continuation => continuation.RunOnPool());
    }
}
