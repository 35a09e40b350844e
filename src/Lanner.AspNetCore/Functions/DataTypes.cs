using Lanner.Components;

namespace Lanner.AspNetCore.Functions;

/// <summary>Tells types of data from those of handles, streams and futures. Types share their parts, so that few bytes of a component ask
/// for many: each part is looked at once.</summary>
internal sealed class DataTypes
{
    private readonly HashSet<ComponentValueType> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Tests whether all parts of a type are data.</summary>
    /// <param name="type">The type.</param>
    internal bool Includes(ComponentValueType type) => !_seen.Add(type) || type switch
    {
        PrimitiveType primitive => primitive.Primitive != PrimitiveKind.ErrorContext,
        EnumType or FlagsType => true,
        ListType list => Includes(list.Element),
        MapType map => Includes(map.Key) && Includes(map.Value),
        TupleType tuple => tuple.Types.All(Includes),
        RecordType record => record.Fields.All(field => Includes(field.Type)),
        VariantType variant => variant.Cases.All(one => one.Type is null || Includes(one.Type)),
        OptionType option => Includes(option.Value),
        ResultType result => (result.Ok is null || Includes(result.Ok)) && (result.Error is null || Includes(result.Error)),
        _ => false,
    };
}
