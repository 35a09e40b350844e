namespace Lanner.Runtime;

/// <summary>Addresses of slots, first in, first out. Not <see cref="Queue{T}"/>, of which the framework has no code for addresses: the JIT
/// would have to make it at start-up.
/// </summary>
internal unsafe struct SlotQueue
{
    private byte*[]? _items;
    private int _first;

    internal int Count { get; private set; }

    internal void Enqueue(byte* slot)
    {
        if (_items is null || Count == _items.Length)
        {
            Enlarge();
        }

        _items![(_first + Count) % _items.Length] = slot;
        Count++;
    }

    /// <summary>Takes the slot that came first, or null.</summary>
    internal byte* TryDequeue()
    {
        if (Count == 0)
        {
            return null;
        }

        var slot = _items![_first];
        _first = (_first + 1) % _items.Length;
        Count--;
        return slot;
    }

    private void Enlarge()
    {
        var larger = new byte*[(Count * 2) + 16];
        for (var index = 0; index < Count; index++)
        {
            larger[index] = _items![(_first + index) % _items.Length];
        }

        _items = larger;
        _first = 0;
    }
}
