namespace Lanner;

/// <summary>A type that a module defines: a function, structure or array type, with its place in the hierarchy of declared subtypes
/// (specification 2.3.8). Definitions are canonical: two that the specification calls equal are the same object, also when they come from
/// different modules, so they are compared by reference. Instances are immutable and may be used from any thread.</summary>
public abstract class DefinedType
{
    /// <summary>The declared supertypes from the root of the hierarchy down, so that a subtype test is one index and one
    /// comparison.</summary>
    private DefinedType[] _ancestors = [];

    private protected DefinedType()
    {
    }

    /// <summary>The declared supertype, or null.</summary>
    public DefinedType? Supertype { get; private set; }

    /// <summary>True if no other type may declare this one as its supertype.</summary>
    public bool IsFinal { get; private set; } = true;

    /// <summary>The recursion group that the type was defined in.</summary>
    internal RecursionGroup Group { get; private set; } = null!;

    /// <summary>The position in <see cref="Group"/>.</summary>
    internal int GroupIndex { get; private set; }

    /// <summary>The class of the type in the CLR, once compiled code needs it.</summary>
    internal Compilation.Aggregates.AggregateClass? Class { get; set; }

    /// <summary>The place where <see cref="Class"/> is to be found, once it was emitted.</summary>
    internal Compilation.Aggregates.AggregateOrigin? ClassOrigin { get; set; }

    /// <summary>The number of declared supertypes above this type.</summary>
    internal int Depth => _ancestors.Length;

    /// <summary>Tests whether this type is <paramref name="other"/> or declares it as a supertype, directly or through others.</summary>
    public bool IsSubtypeOf(DefinedType other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(this, other) || (other.Depth < _ancestors.Length && ReferenceEquals(_ancestors[other.Depth], other));
    }

    /// <summary>Gives the type its place. Called once for each type of a group, supertypes first, before anything else can see the
    /// group.</summary>
    internal void Place(RecursionGroup group, int index, DefinedType? supertype, bool isFinal)
    {
        Group = group;
        GroupIndex = index;
        Supertype = supertype;
        IsFinal = isFinal;
        _ancestors = supertype is null ? [] : [.. supertype._ancestors, supertype];
    }

    /// <summary>Writes the structure to a key in which references inside the group are relative and those outside are identities.</summary>
    internal abstract void WriteKey(TypeKey key);
}
