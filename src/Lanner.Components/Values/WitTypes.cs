using System.Runtime.CompilerServices;
using Lanner.Wit;
using Lanner.Wit.Printing;

namespace Lanner.Components;

/// <summary>Types as the library for WIT has them, which reads and writes values and types as text.</summary>
internal static class WitTypes
{
    /// <summary>The names of types say which they are; the interface that they are in is of no use here.</summary>
    private static readonly WitInterface Owner = new(
        new WitPackage(new WitPackageName("lanner", "values"), null), null, null, WitGate.None);

    private static readonly ConditionalWeakTable<DefinitionType, WitType> Known = [];

    /// <summary>The type of values. Named types have the names that they were imported or exported under.</summary>
    internal static WitType Of(ComponentValueType type) => Known.GetValue(type, static made => Make((ComponentValueType)made));

    /// <summary>The type of a function.</summary>
    internal static WitFunction Of(string name, ComponentFunctionType type) => new(WitFunctionKind.Freestanding, name, null, type.IsAsync)
    {
        Parameters = [.. type.Parameters.Select(parameter => new WitParameter(parameter.Label, Of(parameter.Type)))],
        Result = OfOptional(type.Result),
    };

    /// <summary>The text of a type, if it is not longer than messages show.</summary>
    internal static string Describe(DefinitionType type) => type switch
    {
        ComponentValueType value => TypePrinter.Print(Of(value), TypePrinter.ShownLength),
        ComponentFunctionType function => (function.IsAsync ? "async " : "")
            + $"func({string.Join(", ", function.Parameters.Select(parameter => $"{parameter.Label}: {parameter.Type}"))})"
            + (function.Result is { } result ? $" -> {result}" : ""),
        _ => type.Name ?? type.Kind,
    };

    private static WitType? OfOptional(ComponentValueType? type) => type is null ? null : Of(type);

    private static WitType Make(ComponentValueType type)
    {
        var name = type.Name ?? type.Kind;
        return type switch
        {
            PrimitiveType primitive => Named(type, WitPrimitiveType.Of((WitPrimitive)primitive.Primitive)),
            ListType list => Named(type, new WitListType(Of(list.Element), list.Length)),
            MapType map => Named(type, new WitMapType(Of(map.Key), Of(map.Value))),
            TupleType tuple => Named(type, new WitTupleType([.. tuple.Types.Select(Of)])),
            OptionType option => Named(type, new WitOptionType(Of(option.Value))),
            ResultType result => Named(type, new WitResultType(OfOptional(result.Ok), OfOptional(result.Error))),
            StreamType stream => Named(type, new WitStreamType(OfOptional(stream.Element))),
            FutureType future => Named(type, new WitFutureType(OfOptional(future.Element))),
            RecordType record =>
                new WitRecordType(Owner, name, [.. record.Fields.Select(field => new WitField(field.Label, Of(field.Type), null))]),
            VariantType variant =>
                new WitVariantType(Owner, name, [.. variant.Cases.Select(one => new WitCase(one.Label, OfOptional(one.Type), null))]),
            EnumType enumeration =>
                new WitEnumType(Owner, name, [.. enumeration.Labels.Select(label => new WitCase(label, null, null))]),
            FlagsType flags => new WitFlagsType(Owner, name, [.. flags.Labels.Select(label => new WitFlag(label, null))]),
            OwnType own => new WitHandleType(OfResource(own.Resource), isBorrow: false),
            BorrowType borrow => new WitHandleType(OfResource(borrow.Resource), isBorrow: true),
            _ => throw new InvalidOperationException($"{type.GetType()} is no type of values."),
        };
    }

    private static WitResourceType OfResource(ResourceType resource) => new(Owner, resource.Name ?? resource.Kind);

    private static WitType Named(ComponentValueType type, WitType target) =>
        type.Name is { } name ? new WitAliasType(Owner, name, target) : target;
}
