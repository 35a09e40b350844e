namespace Lanner.Components;

/// <summary>The type of a value that components pass to each other (Explainer.md, <c>defvaltype</c>).</summary>
public abstract class ComponentValueType : DefinitionType
{
    private FlatTypes? _flat32;
    private FlatTypes? _flat64;

    private protected ComponentValueType(TypeShape shape, ElementLayout layout)
        : base(shape) => Layout = layout;

    /// <summary>The size and alignment in a memory with 64-bit addresses, which bound those in others.</summary>
    internal ElementLayout Layout { get; }

    /// <summary>The core values that a value of the type is passed as (Canonical ABI, "Flattening").</summary>
    /// <param name="pointer">The type of addresses.</param>
    internal FlatTypes Flatten(WasmValueType pointer) => pointer == WasmValueType.I64
        ? _flat64 ??= FlatTypes.Of(this, pointer)
        : _flat32 ??= FlatTypes.Of(this, pointer);
}

/// <summary>The types of values that have no parts.</summary>
public enum PrimitiveKind
{
    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>A signed integer of 8 bits.</summary>
    S8,

    /// <summary>An unsigned integer of 8 bits.</summary>
    U8,

    /// <summary>A signed integer of 16 bits.</summary>
    S16,

    /// <summary>An unsigned integer of 16 bits.</summary>
    U16,

    /// <summary>A signed integer of 32 bits.</summary>
    S32,

    /// <summary>An unsigned integer of 32 bits.</summary>
    U32,

    /// <summary>A signed integer of 64 bits.</summary>
    S64,

    /// <summary>An unsigned integer of 64 bits.</summary>
    U64,

    /// <summary>A floating-point number of 32 bits.</summary>
    F32,

    /// <summary>A floating-point number of 64 bits.</summary>
    F64,

    /// <summary>A Unicode scalar value.</summary>
    Char,

    /// <summary>A list of Unicode scalar values.</summary>
    String,

    /// <summary>A description of an error that the host keeps.</summary>
    ErrorContext,
}

/// <summary>A type of values without parts.</summary>
public sealed class PrimitiveType : ComponentValueType
{
    private static readonly PrimitiveType[] All = [.. Enum.GetValues<PrimitiveKind>().Select(kind => new PrimitiveType(kind))];

    private PrimitiveType(PrimitiveKind primitive)
        : base(
            TypeShape.Leaf(primitive == PrimitiveKind.String ? TypeTraits.Pointer : TypeTraits.None),
            ElementLayout.OfPrimitive(primitive)) => Primitive = primitive;

    /// <summary>The kind.</summary>
    public PrimitiveKind Primitive { get; }

    internal override string Kind => NameOf(Primitive);

    /// <summary>The type of a kind.</summary>
    internal static PrimitiveType Of(PrimitiveKind primitive) => All[(int)primitive];

    /// <summary>The word of the text format.</summary>
    internal static string NameOf(PrimitiveKind primitive) =>
        primitive == PrimitiveKind.ErrorContext ? "error-context" : primitive.ToString().ToLowerInvariant();
}

/// <summary>A list of values of one type.</summary>
public sealed class ListType : ComponentValueType
{
    internal ListType(ComponentValueType element, uint? length)
        : base(
            TypeShape.Of([element], length is null ? TypeTraits.Pointer : TypeTraits.None),
            length is { } count ? element.Layout.Repeated(count) : ElementLayout.Pair)
    {
        Element = element;
        Length = length;
    }

    /// <summary>The type of each element.</summary>
    public ComponentValueType Element { get; }

    /// <summary>The number of elements that each list has, or null when lists of any length are of the type.</summary>
    public uint? Length { get; }

    internal override string Kind => Length is null ? "list" : "fixed-length list";
}

/// <summary>A list of pairs of keys and values.</summary>
public sealed class MapType : ComponentValueType
{
    internal MapType(ComponentValueType key, ComponentValueType value)
        : base(TypeShape.Of([key, value], TypeTraits.Pointer), ElementLayout.Pair)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The type of keys.</summary>
    public ComponentValueType Key { get; }

    /// <summary>The type of values.</summary>
    public ComponentValueType Value { get; }

    internal override string Kind => "map";
}

/// <summary>A value or none.</summary>
public sealed class OptionType : ComponentValueType
{
    internal OptionType(ComponentValueType value)
        : base(TypeShape.Of([value]), ElementLayout.OfVariant([null, value])) => Value = value;

    /// <summary>The type of the value.</summary>
    public ComponentValueType Value { get; }

    internal override string Kind => "option";
}

/// <summary>A value or an error.</summary>
public sealed class ResultType : ComponentValueType
{
    internal ResultType(ComponentValueType? ok, ComponentValueType? error)
        : base(TypeShape.Of([ok, error]), ElementLayout.OfVariant([ok, error]))
    {
        Ok = ok;
        Error = error;
    }

    /// <summary>The type of the value, or null when there is none.</summary>
    public ComponentValueType? Ok { get; }

    /// <summary>The type of the error, or null when nothing is said about it.</summary>
    public ComponentValueType? Error { get; }

    internal override string Kind => "result";
}

/// <summary>Values of several types, by position.</summary>
public sealed class TupleType : ComponentValueType
{
    internal TupleType(ComponentValueType[] types)
        : base(TypeShape.Of(types), ElementLayout.OfRecord(types)) => Types = types;

    /// <summary>The types, first to last.</summary>
    public IReadOnlyList<ComponentValueType> Types { get; }

    internal override string Kind => "tuple";
}

/// <summary>A stream of values, or of nothing but the moments at which they would come.</summary>
public sealed class StreamType : ComponentValueType
{
    internal StreamType(ComponentValueType? element)
        : base(AsynchronousShape.Of(element), ElementLayout.Handle) => Element = element;

    /// <summary>The type of the values, or null when there are none.</summary>
    public ComponentValueType? Element { get; }

    internal override string Kind => "stream";
}

/// <summary>A value that comes later.</summary>
public sealed class FutureType : ComponentValueType
{
    internal FutureType(ComponentValueType? element)
        : base(AsynchronousShape.Of(element), ElementLayout.Handle) => Element = element;

    /// <summary>The type of the value, or null when there is none.</summary>
    public ComponentValueType? Element { get; }

    internal override string Kind => "future";
}

/// <summary>The shape of streams and futures: their elements are not passed with them, so that a list in one is none of theirs.</summary>
internal static class AsynchronousShape
{
    internal static TypeShape Of(ComponentValueType? element)
    {
        var shape = TypeShape.Of([element]);
        return shape with { Traits = (shape.Traits & ~TypeTraits.Pointer) | TypeTraits.End };
    }
}
