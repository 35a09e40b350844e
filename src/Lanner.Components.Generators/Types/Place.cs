using Lanner.Wit;

namespace Lanner.Components.Generators.Types;

/// <summary>A number that may depend on the size of addresses: an offset, size or alignment.</summary>
internal readonly record struct Measure(int With32, int With64)
{
    public static Measure operator +(Measure left, Measure right) => new(left.With32 + right.With32, left.With64 + right.With64);

    /// <summary>The least multiple of an alignment that is not less.</summary>
    internal Measure AlignTo(Measure alignment) => new(Align(With32, alignment.With32), Align(With64, alignment.With64));

    internal static Measure Max(Measure left, Measure right) =>
        new(Math.Max(left.With32, right.With32), Math.Max(left.With64, right.With64));

    /// <summary>The number as an expression.</summary>
    internal string Text(string suffix = "") =>
        With32 == With64 ? $"{With32}{suffix}" : $"(_side.Is64 ? {With64}{suffix} : {With32}{suffix})";

    /// <summary>The address so far behind another.</summary>
    internal string From(string address) => With64 == 0 ? address : $"{address} + {Text("UL")}";

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}

/// <summary>The place of a value in a memory (Canonical ABI, "Alignment" and "Element Size"), and the number of core values that it is
/// passed as ("Flattening"), which does not depend on the size of addresses.</summary>
internal sealed record Place(Measure Size, Measure Alignment, int FlatCount)
{
    /// <summary>More core values are never passed.</summary>
    private const int FlatLimit = 1000;

    internal static Place Slice { get; } = new(new(8, 16), new(4, 8), 2);

    internal static Place Of(WitPrimitive primitive) =>
        primitive == WitPrimitive.String ? Slice : OfNumber((int)ValueLayout.Of(primitive).Size);

    internal static Place OfNumber(int size) => new(new(size, size), new(size, size), 1);

    internal static Place OfRecord(IReadOnlyList<Place> parts, out Measure[] offsets)
    {
        var size = default(Measure);
        var alignment = new Measure(1, 1);
        var flat = 0;
        offsets = new Measure[parts.Count];
        for (var index = 0; index < parts.Count; index++)
        {
            offsets[index] = size.AlignTo(parts[index].Alignment);
            size = offsets[index] + parts[index].Size;
            alignment = Measure.Max(alignment, parts[index].Alignment);
            flat = Math.Min(flat + parts[index].FlatCount, FlatLimit);
        }

        return new(size.AlignTo(alignment), alignment, flat);
    }

    internal static Place OfVariant(int cases, IReadOnlyList<Place> payloads, out Measure payloadOffset)
    {
        var discriminant = ValueLayout.DiscriminantSize(cases);
        var alignment = new Measure(1, 1);
        var size = default(Measure);
        var flat = 0;
        foreach (var payload in payloads)
        {
            alignment = Measure.Max(alignment, payload.Alignment);
            size = Measure.Max(size, payload.Size);
            flat = Math.Max(flat, payload.FlatCount);
        }

        payloadOffset = new Measure(discriminant, discriminant).AlignTo(alignment);
        alignment = Measure.Max(alignment, new(discriminant, discriminant));
        return new((payloadOffset + size).AlignTo(alignment), alignment, Math.Min(1 + flat, FlatLimit));
    }

    internal Place Times(int count) =>
        new(new(Size.With32 * count, Size.With64 * count), Alignment, (int)Math.Min((long)FlatCount * count, FlatLimit));
}
