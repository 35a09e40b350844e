namespace Lanner.Runtime;

/// <summary>A piece of an async host function that can run now.</summary>
/// <param name="Context">The context of the function.</param>
/// <param name="Callback">The code.</param>
/// <param name="State">The argument of the code.</param>
/// <param name="Flow">The async locals of who has posted it; null where their flow is suppressed.</param>
internal readonly record struct Continuation(
    HostCallContext Context, SendOrPostCallback Callback, object? State, ExecutionContext? Flow)
{
    /// <summary>Runs it in its context.</summary>
    internal void Run()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Context);
        try
        {
            Invoke();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs it on the thread pool, without a context.</summary>
    internal void RunOnPool() =>
        ThreadPool.UnsafeQueueUserWorkItem(static continuation => continuation.Invoke(), this, preferLocal: false);

    private void Invoke()
    {
        if (Flow is null)
        {
            Callback(State);
        }
        else
        {
            ExecutionContext.Run(Flow, static boxed => ((Continuation)boxed!).Call(), this);
        }
    }

    private void Call() => Callback(State);
}
