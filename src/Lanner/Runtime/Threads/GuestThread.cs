using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>A thread, as stores see it. Not its number: the CLR gives the numbers of dead threads to new ones, whose stacks lie
/// elsewhere.</summary>
internal sealed class GuestThread
{
    /// <summary>The owner of a store that no thread has entered yet. Never a thread.</summary>
    internal static readonly GuestThread Nobody = new(0, 0);

    [ThreadStatic]
    private static GuestThread? t_current;

    /// <summary>The stores that the thread owns, and some that it did.</summary>
    private readonly List<WeakReference<Store>> _stores = [];
    private int _mostStores = 8;
    private GuestPump? _pump;

    private GuestThread(nuint stackLow, nuint stackLimit)
    {
        StackLow = stackLow;
        StackLimit = stackLimit;
    }

    /// <summary>The running thread, or null when it has not been asked for yet.</summary>
    internal static GuestThread? CurrentOrNull => t_current;

    /// <summary>The running thread.</summary>
    internal static GuestThread Current => t_current ??= Measure();

    /// <summary>The lowest address of the thread's stack.</summary>
    internal nuint StackLow { get; }

    /// <summary>The address that a guest's stack must stay above.</summary>
    internal nuint StackLimit { get; }

    /// <summary>The pump for async host functions, made by the thread itself when it first calls one.</summary>
    internal GuestPump Pump => _pump ??= new GuestPump(this);

    /// <summary>The store whose guest runs on the thread, if it can be interrupted. Where guests of several stores do, in calls within each
    /// other, it is one of those that are to stop when all are, and otherwise one that is not.</summary>
    internal Store? Inside
    {
        get
        {
            Store? found = null;
            foreach (var entry in _stores)
            {
                if (entry.TryGetTarget(out var store) && store.IsUsedBy(this) && found is null or { IsInterrupted: true })
                {
                    found = store;
                }
            }

            return found;
        }
    }

    /// <summary>Takes notice of a store that the thread enters. Called by the thread itself.</summary>
    internal void Add(WeakReference<Store> store)
    {
        if (_stores.Contains(store))
        {
            return;
        }

        if (_stores.Count >= _mostStores)
        {
            _stores.RemoveAll(entry => !entry.TryGetTarget(out var other) || !other.IsOwnedBy(this));
            _mostStores = Math.Max(8, 2 * _stores.Count);
        }

        _stores.Add(store);
    }

    private static GuestThread Measure()
    {
        var (low, high) = StackBounds.OfCurrentThread();
        return new GuestThread(low, low + Reserve(high - low));
    }

    /// <summary>Returns the part of a stack of some size that is kept from guests, for host functions and for what the CLR does on the
    /// thread: throwing an exception takes tens of kilobytes, and compiling a function that is called for the first time may take
    /// hundreds.</summary>
    private static nuint Reserve(nuint size) => nuint.Clamp(size / 4, nuint.Min(256 << 10, size / 2), 1 << 20);
}
