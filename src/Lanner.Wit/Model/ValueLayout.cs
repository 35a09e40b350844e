namespace Lanner.Wit;

/// <summary>The size and alignment of values in memory, as the canonical ABI defines them for 64-bit memories. Sizes stop growing at a
/// bound far above the one that types may reach.</summary>
internal readonly record struct ValueLayout(long Size, int Alignment)
{
    private const long Bound = 1L << 40;

    /// <summary>The layout of pointers with lengths.</summary>
    internal static ValueLayout Slice { get; } = new(16, 8);

    /// <summary>The layout of handles.</summary>
    internal static ValueLayout Handle { get; } = new(4, 4);

    internal static ValueLayout Of(WitPrimitive primitive) => primitive switch
    {
        WitPrimitive.Bool or WitPrimitive.S8 or WitPrimitive.U8 => new(1, 1),
        WitPrimitive.S16 or WitPrimitive.U16 => new(2, 2),
        WitPrimitive.S64 or WitPrimitive.U64 or WitPrimitive.F64 => new(8, 8),
        WitPrimitive.String => Slice,
        _ => new(4, 4),
    };

    /// <summary>The size of the number that says which of some cases a value is.</summary>
    internal static int DiscriminantSize(int cases) => cases <= 1 << 8 ? 1 : cases <= 1 << 16 ? 2 : 4;

    /// <summary>The size of flags, or of one of the numbers that hold them.</summary>
    internal static int FlagsSize(int flags) => flags <= 8 ? 1 : flags <= 16 ? 2 : 4;

    /// <summary>The layout of one value after the other.</summary>
    internal static ValueLayout OfRecord(IEnumerable<WitType> fields)
    {
        var size = 0L;
        var alignment = 1;
        foreach (var field in fields)
        {
            size = Align(size, field.Layout.Alignment) + field.Layout.Size;
            size = Math.Min(size, Bound);
            alignment = Math.Max(alignment, field.Layout.Alignment);
        }

        return new(Align(size, alignment), alignment);
    }

    /// <summary>The layout of a number that says which case it is, and the value of the case.</summary>
    internal static ValueLayout OfVariant(int cases, IEnumerable<WitType?> payloads)
    {
        var discriminant = DiscriminantSize(cases);
        var alignment = discriminant;
        var payload = 0L;
        var payloadAlignment = 1;
        foreach (var type in payloads)
        {
            if (type is not null)
            {
                payload = Math.Max(payload, type.Layout.Size);
                payloadAlignment = Math.Max(payloadAlignment, type.Layout.Alignment);
            }
        }

        alignment = Math.Max(alignment, payloadAlignment);
        return new(Align(Math.Min(Align(discriminant, payloadAlignment) + payload, Bound), alignment), alignment);
    }

    internal static ValueLayout OfFlags(int flags)
    {
        var size = FlagsSize(flags);
        return new(flags <= 32 ? size : (flags + 31) / 32 * 4L, size);
    }

    /// <summary>The layout of values in a row.</summary>
    internal ValueLayout Times(uint length) => new(length != 0 && Size > Bound / length ? Bound : Size * length, Alignment);

    private static long Align(long size, int alignment) => (size + alignment - 1) / alignment * alignment;
}
