using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>The waits of the guests of a store, in the order in which they began. Thread-safe.</summary>
/// <remarks>The process knows the waits of each store that has ever waited, and keeps none of these stores alive. A store takes the lock of
/// the process once, when it waits for the first time.</remarks>
internal sealed class StoreWaits
{
    private static readonly ConditionalWeakTable<Store, StoreWaits> OfProcess = [];

    private readonly LinkedList<WaitEntry> _entries = [];

    private StoreWaits()
    {
    }

    /// <summary>Makes the waits of a store, or finds those that another thread has just made.</summary>
    internal static StoreWaits Of(Store store) => OfProcess.GetValue(store, static _ => new StoreWaits());

    /// <summary>The waits in all stores of the process.</summary>
    internal static IReadOnlyList<GuestWait> ListAll()
    {
        var list = new List<GuestWait>();
        foreach (var (store, waits) in OfProcess)
        {
            waits.AddTo(list, store);
        }

        return list;
    }

    /// <summary>Begins a wait.</summary>
    /// <param name="subject">The name of what is waited for, or an object whose text that is. Other threads may ask for it.</param>
    /// <param name="onInterruption">Called whenever guests of the store are to stop, under locks: it wakes who waits, and does nothing
    /// else. Who waits looks after this whether they are already.</param>
    /// <returns>The wait, which ends when it is disposed of.</returns>
    internal WaitEntry Add(object subject, Action? onInterruption = null)
    {
        var entry = new WaitEntry(this, subject, onInterruption);
        lock (_entries)
        {
            _entries.AddLast(entry.Node);
        }

        return entry;
    }

    internal void Remove(WaitEntry entry)
    {
        lock (_entries)
        {
            if (entry.Node.List is not null)
            {
                _entries.Remove(entry.Node);
            }
        }
    }

    /// <summary>Wakes all who wait, since guests of the store are to stop.</summary>
    internal void WakeAll()
    {
        lock (_entries)
        {
            foreach (var entry in _entries)
            {
                entry.Wake();
            }
        }
    }

    /// <summary>Adds the waits to a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="store">The store whose waits they are.</param>
    internal void AddTo(List<GuestWait> list, Store store)
    {
        lock (_entries)
        {
            foreach (var entry in _entries)
            {
                list.Add(new GuestWait(store, entry.Function, entry.Since));
            }
        }
    }
}
