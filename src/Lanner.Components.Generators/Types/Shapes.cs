using Lanner.Wit;

namespace Lanner.Components.Generators.Types;

/// <summary>The kinds of types that are treated alike.</summary>
internal static class Shapes
{
    /// <summary>The parts of a record or tuple, or null.</summary>
    internal static IReadOnlyList<WitType>? PartsOf(WitType type) => type switch
    {
        WitRecordType record => [.. record.Fields.Select(field => field.Type)],
        WitTupleType tuple => tuple.Elements,
        _ => null,
    };

    /// <summary>The payloads of the cases of a variant, enum, option or result, or null.</summary>
    internal static IReadOnlyList<WitType?>? CasesOf(WitType type) => type switch
    {
        WitVariantType variant => [.. variant.Cases.Select(one => one.Type)],
        WitEnumType labels => new WitType?[labels.Cases.Count],
        WitOptionType option => [null, option.Some],
        WitResultType result => [result.Ok, result.Error],
        _ => null,
    };

    /// <summary>The types that a type is made of, by the numbers that paths have for them.</summary>
    internal static IReadOnlyList<WitType?> StepsOf(WitType type) => type switch
    {
        WitListType list => [list.Element],
        WitMapType map => [map.Key, map.Value],
        WitOptionType option => [option.Some],
        WitStreamType stream => [stream.Element],
        WitFutureType future => [future.Element],
        _ => PartsOf(type) ?? CasesOf(type) ?? [],
    };

    /// <summary>Tests for a type that is one core value and no handle.</summary>
    internal static bool IsScalar(WitType type) => type.Underlying is WitEnumType or WitFlagsType
        or WitPrimitiveType { Primitive: not (WitPrimitive.String or WitPrimitive.ErrorContext) };

    /// <summary>Tests for a number, of which every bit pattern is a value.</summary>
    internal static bool IsNumber(WitType type) => type.Underlying is WitPrimitiveType
    {
        Primitive: not (WitPrimitive.String or WitPrimitive.ErrorContext or WitPrimitive.Bool or WitPrimitive.Char)
    };

    /// <summary>Tests for a record that is a structure in C#: it holds nothing but numbers.</summary>
    internal static bool IsStructure(WitType type) => type.Underlying is WitRecordType record
        && record.Fields.All(field => IsScalar(field.Type) || IsStructure(field.Type));

    /// <summary>Tests for a type with streams, futures or error contexts, which generated code passes as values.</summary>
    internal static bool IsAsynchronous(WitType? type) => type?.Underlying switch
    {
        null => false,
        WitStreamType or WitFutureType or WitPrimitiveType { Primitive: WitPrimitive.ErrorContext } => true,
        var other => StepsOf(other).Any(IsAsynchronous),
    };

    /// <summary>Tests for a function whose arguments and result generated code passes as values: it may wait, or has streams, futures or
    /// error contexts.</summary>
    internal static bool PassesValues(WitFunction function) =>
        function.IsAsync || IsAsynchronous(function.Result) || function.Parameters.Any(parameter => IsAsynchronous(parameter.Type));
}
