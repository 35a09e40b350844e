namespace Lanner.Wasi.Preview2.KeyValue;

/// <summary>A <c>bucket</c>: a store that a guest has opened.</summary>
internal sealed class Bucket(WasiKeyValueStore store) : HostResource
{
    /// <summary>The most cursors that are remembered, of which a guest needs the last.</summary>
    private const int MaximumCursors = 16;

    /// <summary>The cursors of the draft in which they are numbers.</summary>
    private readonly SortedDictionary<ulong, string> _cursors = [];
    private ulong _lastCursor;

    internal WasiKeyValueStore Store => store;

    /// <summary>The number that stands for a cursor.</summary>
    /// <exception cref="WasiKeyValueException">There is no room for it.</exception>
    internal ulong Remember(string cursor)
    {
        if (_cursors.Count == MaximumCursors)
        {
            _cursors.Remove(_cursors.Keys.First(), out var oldest);
            TryHold(HeldBytes - SizeOf(oldest!));
        }

        if (!TryHold(HeldBytes + SizeOf(cursor)))
        {
            throw new WasiKeyValueException("the guest's resources keep too many bytes in the host (MaximumResourceBytes)");
        }

        _cursors.Add(++_lastCursor, cursor);
        return _lastCursor;
    }

    /// <summary>The cursor that a number stands for.</summary>
    /// <exception cref="WasiKeyValueException">It stands for none.</exception>
    internal string Recall(ulong number) =>
        _cursors.TryGetValue(number, out var cursor) ? cursor : throw new WasiKeyValueException("there is no such cursor");

    private static long SizeOf(string cursor) => (long)sizeof(char) * cursor.Length;
}

/// <summary>A <c>cas</c>: the state of a key, on which a change is to depend.</summary>
internal sealed class CompareAndSwap(WasiKeyValueStore store, string key, byte[]? value, long version)
    : HostResource(((long)sizeof(char) * key.Length) + (value?.Length ?? 0))
{
    internal WasiKeyValueStore Store => store;

    internal string Key => key;

    internal byte[]? Value => value;

    internal long Version => version;
}
