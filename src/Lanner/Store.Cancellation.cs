namespace Lanner;

/// <content>Calls that end with <see cref="OperationCanceledException"/> when their token is cancelled, as everywhere in .NET.</content>
public sealed partial class Store
{
    /// <summary>Runs calls of guests until they end or a token is cancelled.</summary>
    /// <param name="calls">The code that calls the guests, such as <c>() => run()</c>.</param>
    /// <param name="cancellation">The token. When it is cancelled, guests of the store are stopped as <see cref="InterruptOn"/>
    /// does.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled, and a guest, or a host function that waits for
    /// <see cref="Interruption"/>, was stopped on account of it. <see cref="OperationCanceledException.CancellationToken"/> is the token,
    /// and <see cref="Exception.InnerException"/> the <see cref="TrapException"/> with the guest's backtrace. Calls that have come to their
    /// end before they noticed return as if nothing had been.</exception>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.Interruptible"/>.</exception>
    /// <example><code>
    /// var sum = store.Run(() => add(2, 3), HttpContext.RequestAborted);
    /// </code></example>
    public void Run(Action calls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(calls);
        Run<object?>(
            () =>
            {
                calls();
                return null;
            },
            cancellation);
    }

    /// <summary>Runs calls of guests until they end or a token is cancelled.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="calls">The code that calls the guests, such as <c>() => add(2, 3)</c>.</param>
    /// <param name="cancellation">The token. When it is cancelled, guests of the store are stopped as <see cref="InterruptOn"/>
    /// does.</param>
    /// <returns>The result of <paramref name="calls"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled, and a guest, or a host function that waits for
    /// <see cref="Interruption"/>, was stopped on account of it; see <see cref="Run(Action, CancellationToken)"/>.</exception>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.Interruptible"/>.</exception>
    public T Run<T>(Func<T> calls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(calls);
        using (InterruptOn(cancellation))
        {
            try
            {
                return calls();
            }
            catch (Exception stopped) when (cancellation.IsCancellationRequested && IsOfInterruption(stopped))
            {
                throw new OperationCanceledException("The guest was stopped, since its call was cancelled.", stopped, cancellation);
            }
        }
    }

    private static bool IsOfInterruption(Exception exception) =>
        exception is TrapException { Code: TrapCode.Interrupted } or OperationCanceledException;
}
