namespace Lanner.Compilation.Metadata;

/// <summary>Tokens by two numbers: a hash table with linear probing. A dictionary with a pair as its key would be compiled by the JIT
/// before the first guest can be (RATIONALE.md, "Why does Lanner write metadata by itself?").</summary>
internal sealed class TokenMap
{
    private long[] _keys = new long[64];

    /// <summary>The tokens at the same places; 0 where a place is free.</summary>
    private int[] _tokens = new int[64];

    private int _count;

    /// <summary>The token of two numbers, or 0.</summary>
    internal int Find(int first, int second) => _tokens[IndexOf(Key(first, second))];

    /// <summary>Adds what is not there yet.</summary>
    internal void Add(int first, int second, int token)
    {
        var key = Key(first, second);
        var place = IndexOf(key);
        (_keys[place], _tokens[place]) = (key, token);
        if (++_count > _keys.Length / 2)
        {
            Rebuild(2 * _keys.Length, keptUpTo: null);
        }
    }

    private static long Key(int first, int second) => ((long)first << 32) | (uint)second;

    private int IndexOf(long key)
    {
        // Row numbers and offsets are dense, so that multiplying by the golden ratio spreads them.
        var place = (int)((ulong)(key * unchecked((long)0x9E3779B97F4A7C15)) >> 33) & (_keys.Length - 1);
        while (_tokens[place] != 0 && _keys[place] != key)
        {
            place = (place + 1) & (_keys.Length - 1);
        }

        return place;
    }

    /// <summary>Removes the tokens that were added since.</summary>
    internal void TakeBack(in MetadataMark mark) => Rebuild(_keys.Length, mark);

    private void Rebuild(int size, MetadataMark? keptUpTo)
    {
        var (keys, tokens) = (_keys, _tokens);
        _keys = new long[size];
        _tokens = new int[size];
        _count = 0;
        for (var old = 0; old < keys.Length; old++)
        {
            if (tokens[old] != 0 && keptUpTo?.IsBefore(tokens[old]) != true)
            {
                var place = IndexOf(keys[old]);
                (_keys[place], _tokens[place]) = (keys[old], tokens[old]);
                _count++;
            }
        }
    }
}
