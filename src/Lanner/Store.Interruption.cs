using Lanner.Runtime;

namespace Lanner;

/// <content>Stopping guests while they run.</content>
public sealed partial class Store
{
    private bool _isStopped;
    private int _cancelledScopes;
    private int _passedDeadlines;
    private ResourceLimit? _passedLimit;

    /// <summary>The source of the token that tells host functions; made when first asked for, and anew after an interruption has
    /// ended.</summary>
    private CancellationTokenSource? _interruption;

    /// <summary>True if guests of the store have to stop. A host function that waits should look now and then, or wait for
    /// <see cref="Interruption"/>, and return, so that the guest can. May be read from any thread.</summary>
    public bool IsInterrupted => _isStopped || _cancelledScopes > 0 || _passedDeadlines > 0;

    /// <summary>Is cancelled when guests of the store are to stop. For host functions that wait or work for long: they should give up then,
    /// by <see cref="ThrowIfInterrupted"/> or by returning, upon which the guest is stopped at its next loop or call. To be asked for anew
    /// in each call: the token of an interruption that has ended stays cancelled. Never cancelled when the engine was not made with
    /// <see cref="EngineOptions.Interruptible"/>.</summary>
    /// <remarks>What is registered with the token runs on a thread of its own, so that nobody waits for it; exceptions that it throws go to
    /// <see cref="TaskScheduler.UnobservedTaskException"/>.</remarks>
    public CancellationToken Interruption
    {
        get
        {
            CancellationTokenSource source;
            bool isInterrupted;
            lock (_gate)
            {
                isInterrupted = IsInterrupted;
                if (_interruption is null)
                {
                    _interruption = new CancellationTokenSource();
                    if (isInterrupted)
                    {
                        // Nobody has seen the token yet, so that this calls nobody under the lock.
                        _interruption.Cancel();
                    }
                }

                source = _interruption;
            }

            if (isInterrupted)
            {
                WaitForNotice(source);
            }

            return source.Token;
        }
    }

    /// <summary>Stops the guest that runs in the store: at its next loop or call it traps with <see cref="TrapCode.Interrupted"/>. When
    /// none runs, the next call from the host is stopped. A host function is not interrupted, but can look at <see cref="Interruption"/>.
    /// May be called from any thread.</summary>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.Interruptible"/>.</exception>
    public void Interrupt()
    {
        RequireInterruptible();
        CancellationTokenSource? source;
        lock (_gate)
        {
            _isStopped = true;
            _leavesSlowly = true;
            SetFlags();
            source = _interruption;
        }

        if (source is not null)
        {
            InterruptionNotices.Cancel(source);
        }

        WaitForNotice(source);
    }

    /// <summary>Has guests stopped, as <see cref="Interrupt"/> does, once a token is cancelled and until the result is disposed
    /// of.</summary>
    /// <param name="cancellation">The token.</param>
    /// <returns>The object that ends the arrangement when it is disposed of.</returns>
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
        return new InterruptionScope(this, cancellation);
    }

    /// <summary>Has guests stopped once a time has passed and until the result is disposed of: at its next loop or call a guest traps with
    /// <see cref="TrapCode.DeadlinePassed"/>.</summary>
    /// <param name="time">The time from now.</param>
    /// <returns>The object that ends the arrangement when it is disposed of.</returns>
    /// <exception cref="InvalidOperationException">The engine was not made with <see cref="EngineOptions.Interruptible"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public IDisposable InterruptAfter(TimeSpan time)
    {
        RequireInterruptible();
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return new TimeScope(this, time);
    }

    /// <summary>Ends a host function, and the guest that called it, if guests of the store are to stop.</summary>
    /// <exception cref="TrapException">They are: the code is <see cref="TrapCode.Interrupted"/> or
    /// <see cref="TrapCode.DeadlinePassed"/>.</exception>
    public void ThrowIfInterrupted()
    {
        if (IsInterrupted)
        {
            throw InterruptionTrap();
        }
    }

    /// <summary>The trap for a guest that has found out that it is to stop.</summary>
    internal TrapException InterruptionTrap()
    {
        TrapException trap;
        CancellationTokenSource? source;
        lock (_gate)
        {
            source = IsInterrupted ? _interruption : null;
            trap = _passedDeadlines > 0
                ? new TrapException(TrapCode.DeadlinePassed, limit: _passedLimit)
                : new TrapException(TrapCode.Interrupted);
        }

        WaitForNotice(source);
        return trap;
    }

    /// <summary>Begins an interruption that lasts as long as its scope.</summary>
    /// <param name="limit">The time that has passed, or null when a token was cancelled.</param>
    internal void BeginInterruption(ResourceLimit? limit)
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            _passedLimit = limit ?? _passedLimit;
            CountScope(limit, 1);
            source = _interruption;
        }

        if (source is not null)
        {
            InterruptionNotices.Cancel(source);
        }
    }

    /// <summary>Waits until a token says that it is cancelled, which it does before it calls anybody. It takes some microseconds; longer
    /// only when the system has no thread to give.</summary>
    private static void WaitForNotice(CancellationTokenSource? source)
    {
        if (source is not null)
        {
            SpinWait.SpinUntil(() => source.IsCancellationRequested, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Ends one interruption, which has told its token before: who asks for it afterwards, such as one that cleans up what an
    /// interrupted guest has left, is told so.</summary>
    internal void EndInterruption(ResourceLimit? limit)
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            source = _interruption;
            CountScope(limit, -1);
            ForgetToken();
        }

        WaitForNotice(source);
    }

    private void CountScope(ResourceLimit? limit, int change)
    {
        if (limit is null)
        {
            _cancelledScopes += change;
        }
        else
        {
            _passedDeadlines += change;
        }

        SetFlags();
    }

    /// <summary>The call that <see cref="Interrupt"/> was for has ended.</summary>
    private void EndStop()
    {
        if (_isStopped)
        {
            _isStopped = false;
            SetFlags();
            ForgetToken();
        }
    }

    private void ForgetToken()
    {
        if (!IsInterrupted)
        {
            _interruption = null;
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
