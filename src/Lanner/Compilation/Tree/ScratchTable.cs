namespace Lanner.Compilation.Tree;

/// <summary>Values by number, for work on one function after the other. Clearing it costs nothing: an entry that was made before is cleared
/// when it is first asked for.</summary>
internal sealed class ScratchTable<T>
    where T : struct
{
    private Entry[] _entries = [];
    private int _round;

    /// <summary>Clears it, for numbers below the count.</summary>
    internal void Clear(int count)
    {
        _round++;
        if (count > _entries.Length)
        {
            _entries = new Entry[Math.Max(count, 2 * _entries.Length)];
        }
    }

    internal ref T this[int number]
    {
        get
        {
            ref var entry = ref _entries[number];
            if (entry.Round != _round)
            {
                entry.Round = _round;
                entry.Value = default;
            }

            return ref entry.Value;
        }
    }

    private struct Entry
    {
        internal int Round;
        internal T Value;
    }
}
