using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Lanner;

/// <summary>The values that a store carries for its hosts, by key. The stores of one program's threads have one of these together.
/// Thread-safe: who looks takes no lock, and who changes something replaces the whole table.</summary>
internal sealed class StoreValues
{
    /// <summary>One place, which is free.</summary>
    private static readonly Entry[] NoEntries = new Entry[1];

    private static int _lastKeyNumber;

    private readonly Lock _gate = new();

    /// <summary>The keys whose factories are at work.</summary>
    private readonly List<object> _unfinished = [];

    /// <summary>A hash table with open addressing. Its size is a power of two, and at least half of it is free. Keys have consecutive
    /// numbers, so that the first place is nearly always the right one. Never changed once it is here.</summary>
    private Entry[] _entries = NoEntries;

    private long _lastOrder;
    private int _stores;
    private bool _isClosed;

    internal static int NextKeyNumber() => Interlocked.Increment(ref _lastKeyNumber);

    /// <summary>The value of a key, or null.</summary>
    /// <param name="key">A <see cref="StoreKey{T}"/>. The value is of its type: nothing else gets under it.</param>
    /// <param name="number">The key's number.</param>
    internal object? Find(object key, int number)
    {
        var entries = Volatile.Read(ref _entries);
        for (var index = number; ; index++)
        {
            ref readonly var entry = ref entries[index & (entries.Length - 1)];
            if (ReferenceEquals(entry.Key, key))
            {
                return entry.Value;
            }

            if (entry.Key is null)
            {
                return null;
            }
        }
    }

    /// <summary>Has the factory of a key make its value, unless somebody was faster.</summary>
    /// <exception cref="InvalidOperationException">There is no value and no factory, or the factory asks for its own value or gives
    /// none.</exception>
    /// <exception cref="ObjectDisposedException">The stores are disposed of.</exception>
    internal object Make<T>(StoreKey<T> key, Store store)
        where T : class
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, store);
            if (Find(key, key.Number) is { } present)
            {
                return present;
            }

            if (key.Factory is not { } factory)
            {
                throw new InvalidOperationException($"The store has no value for the key \"{key}\". Store.Set gives it one.");
            }

            if (_unfinished.Contains(key))
            {
                throw new InvalidOperationException($"The factory of the key \"{key}\" asks for the value that it is to make.");
            }

            _unfinished.Add(key);
            T value;
            try
            {
                value = factory(store) ?? throw new InvalidOperationException($"The factory of the key \"{key}\" has made nothing.");
            }
            finally
            {
                _unfinished.Remove(key);
            }

            if (_isClosed)
            {
                // The factory has disposed of the store.
                (value as IDisposable)?.Dispose();
                throw new ObjectDisposedException(nameof(Store));
            }

            Put(new Entry(key, key.Number, value, ++_lastOrder, IsOwned: true));
            return value;
        }
    }

    /// <summary>Gives a key a value. One that a factory made and that is replaced is disposed of.</summary>
    /// <exception cref="ObjectDisposedException">The stores are disposed of.</exception>
    internal void Set(object key, int number, object value, Store store)
    {
        IDisposable? replaced = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, store);
            foreach (var entry in _entries)
            {
                if (ReferenceEquals(entry.Key, key))
                {
                    if (ReferenceEquals(entry.Value, value))
                    {
                        return;
                    }

                    replaced = entry.Owned;
                }
            }

            Put(new Entry(key, number, value, ++_lastOrder, IsOwned: false));
        }

        replaced?.Dispose();
    }

    /// <summary>Counts a store that has the values.</summary>
    internal void AddStore()
    {
        lock (_gate)
        {
            _stores++;
        }
    }

    /// <summary>Counts a store that is disposed of. With the last, what factories have made is disposed of, in the opposite order of its
    /// making. The first exception that this throws is thrown when all is done.</summary>
    internal void RemoveStore()
    {
        Entry[] entries;
        lock (_gate)
        {
            _stores--;
            if (_stores > 0 || _isClosed)
            {
                return;
            }

            _isClosed = true;
            entries = _entries;
            _entries = NoEntries;
        }

        ExceptionDispatchInfo? failure = null;
        var order = long.MaxValue;
        while (LastOwned(entries, ref order) is { } owned)
        {
            try
            {
                owned.Dispose();
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
    }

    /// <summary>The last owned value that came before a time, which becomes its own; null if there is none. (A search, since LINQ over
    /// structures is compiled anew in each process, which takes longer.)</summary>
    private static IDisposable? LastOwned(Entry[] entries, ref long order)
    {
        IDisposable? last = null;
        var lastOrder = 0L;
        foreach (var entry in entries)
        {
            if (entry.Owned is { } owned && entry.Order > lastOrder && entry.Order < order)
            {
                (last, lastOrder) = (owned, entry.Order);
            }
        }

        order = lastOrder;
        return last;
    }

    /// <summary>Replaces the table by one with an entry more, or another for its key.</summary>
    private void Put(in Entry added)
    {
        var count = 1;
        foreach (var entry in _entries)
        {
            count += entry.Key is null || ReferenceEquals(entry.Key, added.Key) ? 0 : 1;
        }

        var entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)count * 2)];
        foreach (var entry in _entries)
        {
            if (entry.Key is not null && !ReferenceEquals(entry.Key, added.Key))
            {
                Put(entries, entry);
            }
        }

        Put(entries, added);
        Volatile.Write(ref _entries, entries);
    }

    private static void Put(Entry[] entries, in Entry added)
    {
        var index = added.Number;
        while (entries[index & (entries.Length - 1)].Key is not null)
        {
            index++;
        }

        entries[index & (entries.Length - 1)] = added;
    }

    /// <summary>A key with its value.</summary>
    /// <param name="Key">The key; null in a free place of the table.</param>
    /// <param name="Number">The key's number.</param>
    /// <param name="Value">The value.</param>
    /// <param name="Order">The time when the value came, compared with others.</param>
    /// <param name="IsOwned">True if a factory has made the value, so that it ends with the stores.</param>
    private readonly record struct Entry(object? Key, int Number, object Value, long Order, bool IsOwned)
    {
        internal IDisposable? Owned => IsOwned ? Value as IDisposable : null;
    }
}
