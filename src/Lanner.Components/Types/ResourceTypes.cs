namespace Lanner.Components;

/// <summary>A type of resources: things that stay where they were made, and are referred to by handles. Two are the same only if one was
/// given for the other (Explainer.md, "Type Checking"): never because they look alike.</summary>
public sealed class ResourceType : DefinitionType
{
    internal ResourceType(ResourceIdentity identity)
        : base(TypeShape.Leaf(TypeTraits.Named)) => Identity = identity;

    /// <summary>The identity. Types that are equal by import or export have the same.</summary>
    internal ResourceIdentity Identity { get; }

    internal override string Kind => "resource";

    /// <summary>Tests whether two types are of the same resources.</summary>
    /// <param name="other">The other type.</param>
    public bool IsSame(ResourceType other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(Identity, other.Identity);
    }
}

/// <summary>The identity of resources: each definition, each abstract import or export, and each instantiation makes one.</summary>
internal sealed class ResourceIdentity
{
    /// <summary>The type of the representation, of a resource that a component defines; null for an abstract one.</summary>
    internal WasmValueType? Representation { get; init; }
}

/// <summary>An owned handle.</summary>
public sealed class OwnType : ComponentValueType
{
    internal OwnType(ResourceType resource)
        : base(TypeShape.Of([resource], TypeTraits.Own), ElementLayout.Handle) => Resource = resource;

    /// <summary>The type of the resource.</summary>
    public ResourceType Resource { get; }

    internal override string Kind => "own";
}

/// <summary>A handle that is lent for the time of a call.</summary>
public sealed class BorrowType : ComponentValueType
{
    internal BorrowType(ResourceType resource)
        : base(TypeShape.Of([resource], TypeTraits.Borrow), ElementLayout.Handle) => Resource = resource;

    /// <summary>The type of the resource.</summary>
    public ResourceType Resource { get; }

    internal override string Kind => "borrow";
}
