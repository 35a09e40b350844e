using Lanner.Wit;

namespace Lanner.Components.Generators.Types;

/// <summary>The places of types, each worked out once.</summary>
internal sealed class Places
{
    private readonly Dictionary<WitType, Place> _places = [];

    internal Place Of(WitType type)
    {
        type = type.Underlying;
        if (!_places.TryGetValue(type, out var place))
        {
            _places[type] = place = Make(type);
        }

        return place;
    }

    internal Place OfParts(IEnumerable<WitType> parts, out Measure[] offsets) => Place.OfRecord([.. parts.Select(Of)], out offsets);

    internal Place OfCases(IReadOnlyList<WitType?> cases, out Measure payloadOffset) =>
        Place.OfVariant(cases.Count, [.. cases.OfType<WitType>().Select(Of)], out payloadOffset);

    /// <summary>Tests for a type whose values in a list are copied as a block: numbers, and structures of numbers that have no gaps, which
    /// lie in C# as in the memory of a guest.</summary>
    internal bool IsBlock(WitType element) => Shapes.IsNumber(element)
        || (element.Underlying is WitRecordType record && BytesOf(record) == Of(record).Size.With64);

    /// <summary>The bytes of the numbers of a record; 0 if it has other things.</summary>
    private int BytesOf(WitRecordType record)
    {
        var bytes = 0;
        foreach (var field in record.Fields)
        {
            var size = Shapes.IsNumber(field.Type) ? Of(field.Type).Size.With64
                : field.Type.Underlying is WitRecordType inner ? BytesOf(inner) : 0;
            if (size == 0)
            {
                return 0;
            }

            bytes += size;
        }

        return bytes;
    }

    private Place Make(WitType type) => type switch
    {
        WitPrimitiveType primitive => Place.Of(primitive.Primitive),
        WitListType { Length: { } length } list => Of(list.Element).Times((int)length),
        WitListType or WitMapType => Place.Slice,
        WitFlagsType flags => Place.OfNumber(ValueLayout.FlagsSize(flags.Flags.Count)),
        _ when Shapes.PartsOf(type) is { } parts => OfParts(parts, out _),
        _ when Shapes.CasesOf(type) is { } cases => OfCases(cases, out _),
        _ => Place.OfNumber(4),
    };
}
