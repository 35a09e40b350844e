using System.Diagnostics.CodeAnalysis;
using Lanner.Runtime;

namespace Lanner;

/// <content>Guests that wait, and for what.</content>
public sealed partial class Store
{
    private StoreWaits? _waits;

    /// <summary>The context of the last async host function that did not wait, for the next one.</summary>
    private HostCallContext? _idleContext;

    /// <summary>The waits of the guests.</summary>
    internal StoreWaits Waits => _waits ?? MakeWaits();

    /// <summary>The guests of the store that wait at the moment. A store is used by one thread, so that several wait only in calls within
    /// each other. Known are waits for async host functions (<see cref="Linker.DefineAsync(string, string, Delegate)"/>), those of
    /// <c>memory.atomic.wait</c>, and those that host functions tell of by <see cref="ReportWait"/>. May be called by any thread.</summary>
    /// <returns>The waits in the order in which they began.</returns>
    public IReadOnlyList<GuestWait> GetWaits()
    {
        var list = new List<GuestWait>();
        Volatile.Read(ref _waits)?.AddTo(list, this);
        return list;
    }

    /// <summary>Tells that a guest waits from now on, for <see cref="GetWaits"/> and <see cref="GuestWait.GetAll"/>. For host functions
    /// that block the thread of the guest; those that are async are known without. On the thread of the guest it stops the clock of
    /// <see cref="StoreLimits.CallTime"/>, where waiting does not count, so that no guest should be called meanwhile. May be called by any
    /// thread.</summary>
    /// <param name="function">The name of the function or of what it waits for.</param>
    /// <returns>The object that ends the wait when it is disposed of, by the thread that has reported it.</returns>
    public IDisposable ReportWait(string function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var wait = Waits.Add(function);
        if (!IsInUseHere)
        {
            return wait;
        }

        var clock = StopCallTime();
        return GuestScheduler.BeginWait() || clock is not null ? new WaitOfThread(wait, clock) : wait;
    }

    /// <summary>Finds a context for the call of an async host function.</summary>
    /// <param name="pump">The pump of the running thread, which is inside the store.</param>
    internal HostCallContext TakeContext(GuestPump pump)
    {
        // Calls within this one need contexts of their own: hence it is taken away.
        var context = _idleContext;
        _idleContext = null;
        return context?.Pump == pump ? context : new HostCallContext(pump);
    }

    /// <summary>Keeps a context that nobody has waited in for the next call.</summary>
    internal void GiveBack(HostCallContext context) => _idleContext = context;

    /// <summary>A wait that stops the thread of the guest, and perhaps a clock.</summary>
    private sealed class WaitOfThread(IDisposable wait, TimeScope? clock) : IDisposable
    {
        private bool _isDisposed;

        public void Dispose()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                wait.Dispose();
                GuestScheduler.EndWait();
                clock?.GoOn();
            }
        }
    }

    [MemberNotNull(nameof(_waits))]
    private StoreWaits MakeWaits()
    {
        var waits = StoreWaits.Of(this);
        lock (_gate)
        {
            // Who interrupts looks for it under the lock.
            return _waits = waits;
        }
    }
}
