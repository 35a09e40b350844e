namespace Lanner.Components.Resources;

/// <summary>Something that a guest refers to by an index: a handle of a resource, something to wait for, or an error context.</summary>
internal abstract class TableEntry
{
    /// <summary>The words for it in messages.</summary>
    internal abstract string Description { get; }
}

/// <summary>A handle of a guest (Canonical ABI, <c>ResourceHandle</c>).</summary>
internal sealed class HandleEntry(RuntimeResource type, ulong representation, object? hostValue, CallScope? borrowScope) : TableEntry
{
    internal RuntimeResource Type { get; } = type;

    internal ulong Representation { get; } = representation;

    internal object? HostValue { get; } = hostValue;

    /// <summary>The call that the handle was lent for; null for an owned one.</summary>
    internal CallScope? BorrowScope { get; } = borrowScope;

    /// <summary>The calls that the resource is lent for at the moment.</summary>
    internal int Lends { get; set; }

    internal bool IsOwned => BorrowScope is null;

    internal override string Description => Type.Description;
}

/// <summary>The handles of an instance of a component, by index (Canonical ABI, <c>Table</c>). An index that was freed last is used
/// first. The specification allows 2^28 of them; each counts as <see cref="ElementsOfHandle"/> elements of the tables of the store, whose
/// limits so hold for guests that make handles without end.</summary>
internal sealed class HandleTable(Store store)
{
    /// <summary>An element of a table takes 8 bytes of the process; a handle, its place and that of its index when it is free take nearly
    /// 80.</summary>
    internal const int ElementsOfHandle = 10;

    private const int MaximumLength = (1 << 28) - 1;

    /// <summary>The handles that are counted at once.</summary>
    private const int Step = 16;

    private readonly List<TableEntry?> _entries = [null];
    private readonly Stack<int> _free = new();
    private int _counted = Step;

    internal uint Add(TableEntry entry)
    {
        if (_free.TryPop(out var index))
        {
            _entries[index] = entry;
            return (uint)index;
        }

        if (_entries.Count >= MaximumLength)
        {
            throw AbiTraps.Of("too many handles");
        }

        if (_entries.Count == _counted)
        {
            Count();
        }

        _entries.Add(entry);
        return (uint)_entries.Count - 1;
    }

    /// <summary>Tests whether there is an entry with an index.</summary>
    internal bool Contains(uint index) => index < (uint)_entries.Count && _entries[(int)index] is not null;

    /// <summary>The handle with an index, which must be of a type.</summary>
    internal HandleEntry Get(uint index, RuntimeResource type)
    {
        var entry = Get(index);
        if (entry is not HandleEntry handle || handle.Type != type)
        {
            var different = entry.Description == type.Description ? "different " : "";
            throw WrongType(index, type.Description, different + entry.Description);
        }

        return handle;
    }

    /// <summary>The entry with an index, which must be of a class.</summary>
    /// <param name="index">The index.</param>
    /// <param name="expected">The words for the class in messages.</param>
    internal T Get<T>(uint index, string expected)
        where T : TableEntry
    {
        var entry = Get(index);
        return entry as T ?? throw WrongType(index, expected, entry.Description);
    }

    /// <summary>Takes out an entry that was found under an index.</summary>
    internal void Free(uint index)
    {
        _entries[(int)index] = null;
        _free.Push((int)index);
    }

    /// <summary>Takes out a handle that is passed on, and must be owned.</summary>
    internal HandleEntry RemoveOwned(uint index, RuntimeResource type)
    {
        if (!Get(index, type).IsOwned)
        {
            throw AbiTraps.Of($"handle index {index} is a borrow, where an owned one is expected");
        }

        return Remove(index, type);
    }

    /// <summary>Takes out a handle that is not lent.</summary>
    internal HandleEntry Remove(uint index, RuntimeResource type)
    {
        var entry = Get(index, type);
        if (entry.Lends != 0)
        {
            throw AbiTraps.Of("cannot remove owned resource while borrowed");
        }

        Free(index);
        return entry;
    }

    private static TrapException WrongType(uint index, string expected, string found) =>
        AbiTraps.Of($"handle index {index} used with the wrong type, expected {expected} but found a {found}");

    private TableEntry Get(uint index) =>
        (index < (uint)_entries.Count ? _entries[(int)index] : null) ?? throw AbiTraps.Of($"unknown handle index {index}");

    private void Count()
    {
        if (store.TryAddTableElements(Step * ElementsOfHandle) is { } limit)
        {
            throw AbiTraps.TooManyHandles(limit);
        }

        _counted += Step;
    }
}
