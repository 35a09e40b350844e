using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>A list for the decoder's small structures. <see cref="List{T}"/> would do the same, but code of the framework for structures of
/// ours is never compiled ahead of time, and decoding is what a process that runs a module begins with.</summary>
internal sealed class Growable<T>
    where T : struct
{
    private T[] _items = NoElements<T>.Array;

    internal int Count { get; private set; }

    internal void Add(T item)
    {
        if (Count == _items.Length)
        {
            EnsureCapacity(Math.Max(4, Count * 2));
        }

        _items[Count++] = item;
    }

    internal void EnsureCapacity(int capacity)
    {
        if (capacity > _items.Length)
        {
            var items = new T[capacity];
            Array.Copy(_items, items, Count);
            _items = items;
        }
    }

    /// <summary>The items, followed by room for others.</summary>
    internal T[] ToArray(int others = 0)
    {
        if (others == 0 && Count == _items.Length)
        {
            return _items;
        }

        var items = new T[Count + others];
        Array.Copy(_items, items, Count);
        return items;
    }
}
