using Lanner.Wit;

namespace Lanner.Components.Generators.Types;

/// <summary>The types of C# for those of WIT.</summary>
internal static class TypeNames
{
    internal const string Unit = "global::System.ValueTuple";

    internal const string Task = "global::System.Threading.Tasks.Task";

    internal const string CancellationToken = "global::System.Threading.CancellationToken";

    internal static string Of(WorldModel world, WitType? type, bool inExport)
    {
        switch (type?.Underlying)
        {
            case null:
                return Unit;
            case WitPrimitiveType primitive:
                return Of(primitive.Primitive);
            case WitListType list:
                return Of(world, list.Element, inExport) + "[]";
            case WitMapType map:
                return "global::System.Collections.Generic.IReadOnlyDictionary"
                    + $"<{Of(world, map.Key, inExport)}, {Of(world, map.Value, inExport)}>";
            case WitOptionType option:
                var some = Of(world, option.Some, inExport);
                return IsNested(option) ? $"global::Lanner.Components.Option<{some}>" : some + "?";
            case WitResultType result:
                return $"global::Lanner.Components.Result<{Of(world, result.Ok, inExport)}, {Of(world, result.Error, inExport)}>";
            case WitTupleType tuple:
                var parts = string.Join(", ", tuple.Elements.Select(part => Of(world, part, inExport)));
                return tuple.Elements.Count == 1 ? $"{Unit}<{parts}>" : $"({parts})";
            case WitHandleType handle:
                return world.NameOf((WitDefinedType)handle.Resource.Underlying, inExport);
            case WitDefinedType defined:
                return world.NameOf(defined, inExport);
            case WitStreamType stream:
                return IsBytes(stream)
                    ? "global::System.IO.Stream"
                    : $"global::System.Collections.Generic.IAsyncEnumerable<{Of(world, stream.Element, inExport)}>";
            case WitFutureType future:
                return future.Element is null ? Task : $"{Task}<{Of(world, future.Element, inExport)}>";
            case var other:
                throw new InvalidOperationException($"The type {other} is not supported.");
        }
    }

    /// <summary>Tests for an option whose value may be null itself.</summary>
    internal static bool IsNested(WitOptionType option) => option.Some.Underlying is WitOptionType;

    /// <summary>Tests for a stream of bytes.</summary>
    internal static bool IsBytes(WitStreamType stream) =>
        stream.Element?.Underlying is WitPrimitiveType { Primitive: WitPrimitive.U8 };

    /// <summary>Tests for a type whose values in C# are references that must not be null.</summary>
    internal static bool IsReference(WitType type) => type.Underlying switch
    {
        WitPrimitiveType primitive => primitive.Primitive is WitPrimitive.String or WitPrimitive.ErrorContext,
        WitRecordType => !Shapes.IsStructure(type),
        WitListType or WitMapType or WitVariantType or WitHandleType or WitStreamType or WitFutureType => true,
        _ => false,
    };

    internal static string Of(WitPrimitive primitive) => primitive switch
    {
        WitPrimitive.Bool => "bool",
        WitPrimitive.S8 => "sbyte",
        WitPrimitive.U8 => "byte",
        WitPrimitive.S16 => "short",
        WitPrimitive.U16 => "ushort",
        WitPrimitive.S32 => "int",
        WitPrimitive.U32 => "uint",
        WitPrimitive.S64 => "long",
        WitPrimitive.U64 => "ulong",
        WitPrimitive.F32 => "float",
        WitPrimitive.F64 => "double",
        WitPrimitive.Char => "global::System.Text.Rune",
        _ => "string",
    };

    /// <summary>The number of bits by which a discriminant or flags are read, as a type of C#.</summary>
    internal static string OfSize(int size) => size == 1 ? "byte" : size == 2 ? "ushort" : "uint";
}
