namespace Lanner.Interpreter;

/// <summary>A value of any type (specification 4.2.1): a number in <see cref="Low"/>, with zeros above its width, a vector in both halves,
/// or a reference.</summary>
internal struct RuntimeValue
{
    internal ulong Low;
    internal ulong High;
    internal object? Reference;

    internal static RuntimeValue OfBits(ulong low) => new() { Low = low };

    internal static RuntimeValue OfVector(ulong low, ulong high) => new() { Low = low, High = high };

    internal static RuntimeValue OfReference(object? reference) => new() { Reference = reference };

    internal static RuntimeValue OfCondition(bool isTrue) => new() { Low = isTrue ? 1UL : 0UL };

    /// <summary>The value of a lane of a vector, with zeros above its width.</summary>
    internal readonly ulong GetLane(int lane, int bits)
    {
        var position = lane * bits;
        var half = position < 64 ? Low : High;
        return bits == 64 ? half : (half >> (position % 64)) & ((1UL << bits) - 1);
    }

    internal void SetLane(int lane, int bits, ulong value)
    {
        var position = lane * bits;
        var mask = bits == 64 ? ulong.MaxValue : ((1UL << bits) - 1) << (position % 64);
        var moved = (value << (position % 64)) & mask;
        if (position < 64)
        {
            Low = (Low & ~mask) | moved;
        }
        else
        {
            High = (High & ~mask) | moved;
        }
    }
}
