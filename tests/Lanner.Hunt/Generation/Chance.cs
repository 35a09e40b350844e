namespace Lanner.Hunt.Generation;

/// <summary>The source of a generator's decisions: a seed, or decisions that were recorded. A recorded run can be made smaller by changing
/// its decisions, and whatever comes of that is a valid module again; so zero must always mean the simplest choice, and zero is what is
/// drawn when the record has run out.</summary>
internal sealed class Chance
{
    private readonly int[]? _replayed;
    private readonly List<int> _drawn = [];
    private ulong _state;

    internal Chance(ulong seed) => _state = seed;

    internal Chance(int[] decisions) => _replayed = decisions;

    /// <summary>Every decision so far.</summary>
    internal int[] Decisions => [.. _drawn];

    /// <summary>A number from 0 to before <paramref name="count"/>.</summary>
    internal int Below(int count)
    {
        var drawn = _replayed is null
            ? (int)(Next() % (uint)count)
            : _drawn.Count < _replayed.Length ? _replayed[_drawn.Count] % count : 0;
        _drawn.Add(drawn);
        return drawn;
    }

    /// <summary>A number within bounds, both of which it may be.</summary>
    internal int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True once in so many times.</summary>
    internal bool OneIn(int count) => Below(count) == count - 1;

    internal T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>64 bits, of which the special ones of arithmetic come often.</summary>
    internal ulong Bits()
    {
        switch (Below(4))
        {
            case 0:
                return (ulong)(long)(Below(128) - 64);
            case 1:
                var power = 1UL << Below(64);
                return power - (ulong)Below(2);
            case 2:
                return ~(1UL << Below(64));
            default:
                return ((ulong)(uint)Below(int.MaxValue) << 33) ^ ((ulong)(uint)Below(int.MaxValue) << 12) ^ (uint)Below(4096);
        }
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every platform and in every version of .NET.</summary>
    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
