namespace Lanner.Runtime;

/// <summary>The fuel of a store: what compiled code takes from as it enters each basic block.</summary>
internal sealed class FuelMeter(long fuel, FuelCosts costs)
{
    /// <summary>The fuel that is left; negative when more was used than there was. Compiled code reads and writes this.</summary>
    internal long Remaining = fuel;

    /// <summary>All that was ever given.</summary>
    private Int128 _given = fuel;

    /// <summary>The fuel that was used so far.</summary>
    internal long Consumed => (long)Int128.Min(_given - Remaining, long.MaxValue);

    /// <summary>The fuel that was ever given.</summary>
    internal long Given => (long)Int128.Min(_given, long.MaxValue);

    internal void Add(long fuel)
    {
        var sum = (long)Int128.Min((Int128)Remaining + fuel, long.MaxValue);
        _given += sum - (Int128)Remaining;
        Remaining = sum;
    }

    internal void Set(long fuel)
    {
        _given += fuel - (Int128)Remaining;
        Remaining = fuel;
    }

    /// <summary>Takes what an instruction costs by the size of what it works on, before it does anything.</summary>
    /// <returns>True if there was as much.</returns>
    internal bool TryTakeBulk(ulong bytes)
    {
        var units = (long)ulong.Min((bytes / (uint)costs.BulkBytes) + (bytes % (uint)costs.BulkBytes == 0 ? 0UL : 1), long.MaxValue / 2);
        Remaining -= units;
        return Remaining >= 0;
    }
}
