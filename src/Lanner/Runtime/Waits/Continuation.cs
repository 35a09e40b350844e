namespace Lanner.Runtime;

/// <summary>A piece of an async host function that can run now.</summary>
/// <param name="context">The context of the function.</param>
/// <param name="callback">The code.</param>
/// <param name="state">The argument of the code.</param>
/// <param name="flow">The async locals of who has posted it; null where their flow is suppressed.</param>
internal sealed class Continuation(HostCallContext context, SendOrPostCallback callback, object? state, ExecutionContext? flow)
{
    /// <summary>The context of the function.</summary>
    internal HostCallContext Context => context;

    /// <summary>Runs it in its context.</summary>
    internal void Run()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
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
        if (flow is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(flow, callback.Invoke, state);
        }
    }
}
