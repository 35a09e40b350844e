using Lanner.Runtime;

namespace Lanner;

/// <content>Stopping guests while they run.</content>
public sealed partial class Store
{
    private bool _isStopped;
    private int _firedScopes;

    /// <summary>Whether guests of the store have to stop. A host function that waits should look now and then and return, so that the guest can. May be read from any thread.
    /// </summary>
    public bool IsInterrupted => _isStopped || _firedScopes > 0;

    /// <summary>Stops the guest that runs in the store: at its next loop or call it traps with <see cref="TrapCode.Interrupted"/>. When none runs, the next call from the
    /// host is stopped. What a host function does is not interrupted. May be called from any thread.</summary>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.Interruptible"/>.</exception>
    public void Interrupt()
    {
        RequireInterruptible();
        lock (_gate)
        {
            _isStopped = true;
            _leavesSlowly = true;
            SetFlags();
        }
    }

    /// <summary>Has guests stopped, as <see cref="Interrupt"/> does, once a token is cancelled and until the result is disposed of.</summary>
    /// <param name="cancellation">The token.</param>
    /// <returns>What ends the arrangement.</returns>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.Interruptible"/>.</exception>
    /// <example><code>
    /// using (store.InterruptOn(cancellation))
    /// {
    ///     run();
    /// }
    /// </code></example>
    public IDisposable InterruptOn(CancellationToken cancellation)
    {
        RequireInterruptible();
        return new InterruptionScope(this, null, cancellation);
    }

    /// <summary>Has guests stopped, as <see cref="Interrupt"/> does, once a time has passed and until the result is disposed of.</summary>
    /// <param name="time">The time from now.</param>
    /// <returns>What ends the arrangement.</returns>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.Interruptible"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or longer than timers of .NET can wait (about 49 days).</exception>
    public IDisposable InterruptAfter(TimeSpan time)
    {
        RequireInterruptible();
        var timer = new CancellationTokenSource(time);
        return new InterruptionScope(this, timer, timer.Token);
    }

    /// <summary>Begins (1) or ends (-1) an interruption that lasts as long as its scope.</summary>
    internal void CountScope(int change)
    {
        lock (_gate)
        {
            _firedScopes += change;
            SetFlags();
        }
    }

    /// <summary>The call that <see cref="Interrupt"/> was for has ended.</summary>
    private void EndInterruption()
    {
        if (_isStopped)
        {
            _isStopped = false;
            SetFlags();
        }
    }

    private void RequireInterruptible()
    {
        if (!Engine.Options.Interruptible)
        {
            throw new InvalidOperationException("The engine was not made with EngineOptions.Interruptible.");
        }
    }
}
