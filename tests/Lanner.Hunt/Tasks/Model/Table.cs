namespace Lanner.Hunt.Tasks.Model;

/// <summary>The handles of an instance (Canonical ABI, <c>Table</c>): the index that was freed last is the next.</summary>
internal sealed class Table
{
    private readonly List<object?> _entries = [null];
    private readonly Stack<uint> _free = new();

    /// <summary>A number above all indices.</summary>
    internal int Length => _entries.Count;

    internal IEnumerable<uint> IndicesOf<T>(Func<T, bool>? condition = null) =>
        from index in Enumerable.Range(1, _entries.Count - 1)
        where _entries[index] is T entry && (condition is null || condition(entry))
        select (uint)index;

    internal T Get<T>(uint index)
        where T : class
    {
        SpecifiedTrapException.ThrowIf(index >= _entries.Count || _entries[(int)index] is null, $"there is no handle {index}");
        return _entries[(int)index] as T ?? throw new SpecifiedTrapException($"handle {index} is no {typeof(T).Name}");
    }

    internal uint Add(object entry)
    {
        if (_free.TryPop(out var index))
        {
            _entries[(int)index] = entry;
            return index;
        }

        _entries.Add(entry);
        return (uint)_entries.Count - 1;
    }

    internal T Remove<T>(uint index)
        where T : class
    {
        var entry = Get<T>(index);
        _entries[(int)index] = null;
        _free.Push(index);
        return entry;
    }
}
