namespace Lanner.Components.Resources;

/// <summary>A handle of a guest (Canonical ABI, <c>ResourceHandle</c>).</summary>
internal sealed class HandleEntry(RuntimeResource type, ulong representation, object? hostValue, CallScope? borrowScope)
{
    internal RuntimeResource Type { get; } = type;

    internal ulong Representation { get; } = representation;

    internal object? HostValue { get; } = hostValue;

    /// <summary>The call that the handle was lent for; null for an owned one.</summary>
    internal CallScope? BorrowScope { get; } = borrowScope;

    /// <summary>The calls that the resource is lent for at the moment.</summary>
    internal int Lends { get; set; }

    internal bool IsOwned => BorrowScope is null;
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

    private readonly List<HandleEntry?> _entries = [null];
    private readonly Stack<int> _free = new();
    private int _counted = Step;

    internal uint Add(HandleEntry entry)
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

    /// <summary>The handle with an index, which must be of a type.</summary>
    internal HandleEntry Get(uint index, RuntimeResource type)
    {
        var entry = index < (uint)_entries.Count ? _entries[(int)index] : null;
        if (entry is null)
        {
            throw AbiTraps.Of($"unknown handle index {index}");
        }

        if (entry.Type != type)
        {
            var isAlike = entry.Type.Description == type.Description;
            throw AbiTraps.Of(
                $"handle index {index} used with the wrong type, expected {type.Description} but found a {(isAlike ? "different " : "")}"
                + entry.Type.Description);
        }

        return entry;
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

        _entries[(int)index] = null;
        _free.Push((int)index);
        return entry;
    }

    private void Count()
    {
        if (store.TryAddTableElements(Step * ElementsOfHandle) is { } limit)
        {
            throw AbiTraps.TooManyHandles(limit);
        }

        _counted += Step;
    }
}
