namespace Lanner;

/// <content>Calls that block no thread of the caller's.</content>
public sealed partial class Store
{
    /// <summary>Runs calls of guests on a thread of a pool, so that the caller's is free while they run or wait.</summary>
    /// <param name="calls">The code that calls the guests, such as <c>() => run()</c>. Nothing else may use the store until it is
    /// done.</param>
    /// <param name="scheduler">The pool; null for <see cref="GuestScheduler.Shared"/>.</param>
    /// <param name="cancellation">The token. When it is cancelled, guests of the store are stopped as <see cref="InterruptOn"/> does, if
    /// the engine was made with <see cref="EngineOptions.Interruptible"/>; otherwise they are only not begun any more.</param>
    /// <returns>A task that ends as the calls end: with what they throw, or cancelled.</returns>
    /// <example><code>
    /// await store.RunAsync(() => run(), cancellation: HttpContext.RequestAborted);
    /// </code></example>
    public Task RunAsync(Action calls, TaskScheduler? scheduler = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return RunAsync<object?>(
            () =>
            {
                calls();
                return null;
            },
            scheduler,
            cancellation);
    }

    /// <summary>Runs calls of guests on a thread of a pool, so that the caller's is free while they run or wait.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="calls">The code that calls the guests, such as <c>() => add(2, 3)</c>. Nothing else may use the store until it is
    /// done.</param>
    /// <param name="scheduler">The pool; null for <see cref="GuestScheduler.Shared"/>.</param>
    /// <param name="cancellation">The token; see <see cref="RunAsync(Action, TaskScheduler, CancellationToken)"/>.</param>
    /// <returns>A task with the result of <paramref name="calls"/>.</returns>
    public Task<T> RunAsync<T>(Func<T> calls, TaskScheduler? scheduler = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return Task.Factory.StartNew(
            Engine.Options.Interruptible ? () => Run(calls, cancellation) : calls,
            cancellation,
            TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler,
            scheduler ?? GuestScheduler.Shared);
    }
}
