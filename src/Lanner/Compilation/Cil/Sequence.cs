namespace Lanner.Compilation.Cil;

/// <summary>A list that grows. It takes the place of <see cref="List{T}"/> where the items are structures of Lanner's: ReadyToRun holds the
/// code of a generic type over a structure only if both belong to one assembly, and what it does not hold the JIT compiles before the first
/// guest can be compiled.</summary>
internal sealed class Sequence<T>
{
    private T[]? _items;

    internal int Count { get; private set; }

    internal ref T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return ref _items![index];
        }
    }

    internal void Add(T item)
    {
        if (_items is null)
        {
            _items = new T[4];
        }
        else if (Count == _items.Length)
        {
            var larger = new T[2 * Count];
            Array.Copy(_items, larger, Count);
            _items = larger;
        }

        _items[Count++] = item;
    }

    /// <summary>Takes all items away; those that refer to something hold on to it until others take their places.</summary>
    internal void Clear() => Count = 0;

    /// <summary>Takes the last item away.</summary>
    internal T Pop()
    {
        var item = this[Count - 1];
        Count--;
        return item;
    }
}
