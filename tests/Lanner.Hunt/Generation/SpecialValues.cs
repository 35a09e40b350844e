namespace Lanner.Hunt.Generation;

/// <summary>Values that optimisers have rules for.</summary>
internal static class SpecialValues
{
    /// <summary>The number of the following values that come more often than the others: zeros, ones, infinities and NaNs.</summary>
    private const int FrequentCount = 10;

    private static readonly uint[] Singles =
    [
        0x00000000, 0x80000000, 0x3F800000, 0xBF800000, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC00000, 0x7FA00001,
        0xFFA00001, 0x7F800001, 0xFFBFFFFF, 0x7FC00123, 0xFFFFFFFF, 0x7FFFFFFF, 0x00000001, 0x80000001, 0x007FFFFF, 0x00800000, 0x7F7FFFFF,
        0xFF7FFFFF, 0x3F000000, 0xBF000000, 0x3FC00000, 0x40200000, 0x4B000000, 0x4B7FFFFF, 0xCB000001, 0x4EFFFFFF, 0x4F000000, 0xCF000000,
        0xCF000001, 0x4F7FFFFF, 0x4F800000, 0x5EFFFFFF, 0x5F000000, 0xDF000000, 0x5F7FFFFF, 0x5F800000, 0x40000000,
        0x40400000, 0x3EFFFFFF, 0x3F000001,
    ];

    private static readonly ulong[] Doubles =
    [
        0x0000000000000000, 0x8000000000000000, 0x3FF0000000000000, 0xBFF0000000000000, 0x7FF0000000000000, 0xFFF0000000000000,
        0x7FF8000000000000, 0xFFF8000000000000, 0x7FF4000000000001, 0xFFF4000000000001, 0x7FF0000000000001, 0xFFF7FFFFFFFFFFFF,
        0x7FF8000000000123, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x0000000000000001, 0x8000000000000001, 0x000FFFFFFFFFFFFF,
        0x0010000000000000, 0x7FEFFFFFFFFFFFFF, 0xFFEFFFFFFFFFFFFF, 0x3FE0000000000000, 0xBFE0000000000000, 0x3FF8000000000000,
        0x4004000000000000, 0x4330000000000000, 0x433FFFFFFFFFFFFF, 0xC330000000000001, 0x41DFFFFFFFC00000, 0x41E0000000000000,
        0xC1E0000000000000, 0xC1E0000000200000, 0x41EFFFFFFFE00000, 0x41F0000000000000, 0x43DFFFFFFFFFFFFF, 0x43E0000000000000,
        0xC3E0000000000000, 0x43EFFFFFFFFFFFFF, 0x43F0000000000000, 0x4000000000000000, 0x36A0000000000000, 0x47EFFFFFF0000000,
        0x3FDFFFFFFFFFFFFF,
    ];

    /// <summary>The bits of a special value; of a vector's half.</summary>
    internal static ulong Of(GeneratedKind kind, Chance chance) => kind switch
    {
        GeneratedKind.I32 => Integer(32, chance),
        GeneratedKind.I64 => Integer(64, chance),
        GeneratedKind.F32 => Float(Singles, chance),
        GeneratedKind.F64 => Float(Doubles, chance),
        _ => VectorHalf(chance),
    };

    private static T Float<T>(T[] all, Chance chance) => all[chance.Below(3) == 2 ? chance.Below(all.Length) : chance.Below(FrequentCount)];

    private static ulong Integer(int bits, Chance chance)
    {
        var mask = ulong.MaxValue >> (64 - bits);
        return mask & chance.Below(8) switch
        {
            0 => (ulong)chance.Below(3),
            1 => ulong.MaxValue - (ulong)chance.Below(3),
            2 => (1UL << (bits - 1)) - 1 + (ulong)chance.Below(3),
            3 => 1UL << chance.Below(bits),
            4 => (1UL << chance.Below(bits)) - 1,
            5 => ~(1UL << chance.Below(bits)),
            6 => bits == 32 ? Float(Singles, chance) : Float(Doubles, chance),
            _ => (ulong)chance.Below(70),
        };
    }

    private static ulong VectorHalf(Chance chance)
    {
        switch (chance.Below(5))
        {
            case 0:
                return 0;
            case 1:
                return Float(Doubles, chance);
            case 2:
                return ((ulong)Float(Singles, chance) << 32) | Float(Singles, chance);
            case 3:
                return Integer(32, chance) * 0x0000000100000001UL;
            default:
                byte[] bytes = [0, 1, 0x7F, 0x80, 0xFF, 0x81, 15, 16];
                return chance.Of(bytes) | ((ulong)chance.Of(bytes) << 8) | ((ulong)chance.Of(bytes) << 16) | ((ulong)chance.Of(bytes) << 24)
                    | ((ulong)chance.Of(bytes) << 32) | ((ulong)chance.Of(bytes) << 56);
        }
    }
}
