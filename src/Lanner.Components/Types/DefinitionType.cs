namespace Lanner.Components;

/// <summary>A type that a component can define, import or export: of values, functions, resources, instances, components or core modules
/// (Explainer.md, "Type Definitions"). Instances are immutable and may be used from any thread.</summary>
/// <remarks>Equality is structural but for resources. An object has an identity besides: it tells the type that was exported under a name
/// from the equal type that it was exported as, which the rules of external visibility ask for.</remarks>
public abstract class DefinitionType
{
    private protected DefinitionType(TypeShape shape) => Shape = shape;

    /// <summary>The name that the type was imported or exported under, or null. It makes messages and descriptions readable, and decides
    /// nothing: types of other names may be equal.</summary>
    public string? Name { get; private set; }

    /// <summary>The type that this one is a name for, where an import or export gave it one.</summary>
    internal DefinitionType? Origin { get; private set; }

    /// <summary>The size and the depth of the type, and what it contains.</summary>
    internal TypeShape Shape { get; }

    /// <summary>The words for the kind of type in messages, such as "record".</summary>
    internal abstract string Kind { get; }

    /// <summary>The type as WIT writes it, such as <c>list&lt;u8&gt;</c> or <c>func(a: u32) -&gt; string</c>; the name of one that has a
    /// name. A type of values is cut off after 10,000 characters.</summary>
    public override string ToString() => WitTypes.Describe(this);

    /// <summary>An equal type with another identity: what an import or export introduces.</summary>
    /// <param name="name">The name of the import or export.</param>
    internal DefinitionType Renamed(string? name)
    {
        var renamed = (DefinitionType)MemberwiseClone();
        renamed.Name = name;
        renamed.Origin = this;
        return renamed;
    }
}

/// <summary>The things that a type may contain, at any depth.</summary>
[Flags]
internal enum TypeTraits : byte
{
    None = 0,

    /// <summary>A borrowed handle.</summary>
    Borrow = 1,

    /// <summary>A list or string, which is passed as a pointer (Canonical ABI, "canonopt Validation").</summary>
    Pointer = 2,

    /// <summary>A type with a name of its own: a resource, record, variant, enum or flags (Explainer.md, "External Visibility of
    /// Types").</summary>
    Named = 4,

    /// <summary>An owned handle.</summary>
    Own = 8,

    /// <summary>The end of a stream or future.</summary>
    End = 16,
}

/// <summary>The measures of a type.</summary>
/// <param name="Size">The number of types in it, written out without sharing; types that are too large are refused, so that going over one
/// costs little.</param>
/// <param name="Depth">The number of types inside each other.</param>
/// <param name="Traits">The things that it contains.</param>
internal readonly record struct TypeShape(int Size, int Depth, TypeTraits Traits)
{
    /// <summary>The shape of a type without parts.</summary>
    internal static TypeShape Leaf(TypeTraits traits = TypeTraits.None) => new(1, 1, traits);

    /// <summary>The shape of a type with these parts; null among them is none.</summary>
    internal static TypeShape Of(IEnumerable<DefinitionType?> parts, TypeTraits own = TypeTraits.None)
    {
        long size = 1;
        var depth = 0;
        var traits = own;
        foreach (var part in parts)
        {
            if (part is not null)
            {
                size += part.Shape.Size;
                depth = int.Max(depth, part.Shape.Depth);
                traits |= part.Shape.Traits;
            }
        }

        return new TypeShape((int)long.Min(size, int.MaxValue), depth + 1, traits);
    }

    internal bool Has(TypeTraits traits) => (Traits & traits) != 0;
}
