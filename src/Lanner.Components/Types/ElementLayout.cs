namespace Lanner.Components;

/// <summary>The place that a value takes in a memory (Canonical ABI, "Alignment" and "Element Size"), with 64-bit addresses.</summary>
/// <param name="Size">The size in bytes.</param>
/// <param name="Alignment">The alignment in bytes.</param>
internal readonly record struct ElementLayout(long Size, int Alignment)
{
    /// <summary>A type must be smaller (Explainer.md, "Type Definitions").</summary>
    internal const long MaximumSize = 1 << 28;

    /// <summary>A handle: an index of a table of the component's instance.</summary>
    internal static ElementLayout Handle => new(4, 4);

    /// <summary>A pointer and a length.</summary>
    internal static ElementLayout Pair => new(16, 8);

    internal static ElementLayout OfPrimitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool or PrimitiveKind.S8 or PrimitiveKind.U8 => new(1, 1),
        PrimitiveKind.S16 or PrimitiveKind.U16 => new(2, 2),
        PrimitiveKind.S64 or PrimitiveKind.U64 or PrimitiveKind.F64 => new(8, 8),
        PrimitiveKind.String => Pair,
        _ => new(4, 4),
    };

    /// <summary>The discriminant of so many cases.</summary>
    internal static ElementLayout OfDiscriminant(int cases) => cases switch
    {
        <= 1 << 8 => new(1, 1),
        <= 1 << 16 => new(2, 2),
        _ => new(4, 4),
    };

    internal static ElementLayout OfFlags(int labels) => labels switch
    {
        <= 8 => new(1, 1),
        <= 16 => new(2, 2),
        _ => new(4, 4),
    };

    internal static ElementLayout OfRecord(IEnumerable<ComponentValueType> fields)
    {
        long size = 0;
        var alignment = 1;
        foreach (var field in fields)
        {
            alignment = int.Max(alignment, field.Layout.Alignment);
            size = Align(size, field.Layout.Alignment) + field.Layout.Size;
        }

        return new ElementLayout(Align(size, alignment), alignment);
    }

    internal static ElementLayout OfVariant(ReadOnlySpan<ComponentValueType?> cases)
    {
        var discriminant = OfDiscriminant(cases.Length);
        long size = 0;
        var alignment = 1;
        foreach (var payload in cases)
        {
            alignment = int.Max(alignment, payload?.Layout.Alignment ?? 1);
            size = long.Max(size, payload?.Layout.Size ?? 0);
        }

        var start = Align(discriminant.Size, alignment);
        alignment = int.Max(alignment, discriminant.Alignment);
        return new ElementLayout(Align(start + size, alignment), alignment);
    }

    /// <summary>So many of them after each other.</summary>
    internal ElementLayout Repeated(uint count) => this with { Size = Size * count };

    private static long Align(long offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
