namespace Lanner.Wit.Resolving;

/// <summary>The rules for types that hold in text and in binaries.</summary>
internal static class TypeRules
{
    /// <summary>Tells what is wrong with a type whose parts are right, or returns null.</summary>
    internal static string? MistakeOf(WitType type)
    {
        if (type.Depth > Limits.Depth || type.Nesting > Limits.Nesting + 1)
        {
            return "types are nested too deeply";
        }

        return type switch
        {
            { Size: > Limits.Size } => "the type is too large",
            { Layout.Size: >= Limits.ElementSize } => "values of the type are too large",
            WitMapType map when !WitMapType.IsKey(map.Key) => "the keys of a map are of an integer type, `bool`, `char` or `string`",
            WitStreamType { Element.ContainsBorrow: true } or WitFutureType { Element.ContainsBorrow: true } =>
                "the elements of streams and futures cannot hold borrowed handles",
            WitStreamType { Element.Underlying: WitPrimitiveType { Primitive: WitPrimitive.Char } } => "`stream<char>` is not allowed",
            WitListType { Length: 0 } => "the length of a list is at least 1",
            WitTupleType { Elements.Count: 0 } => "a tuple needs at least one element",
            _ => null,
        };
    }
}
