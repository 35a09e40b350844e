namespace Lanner;

/// <summary>A tag (specification 2.5.7): the kind of an exception. Two tags are different kinds even when their types are the same.
/// Immutable, and usable in any store.</summary>
public sealed class Tag : Extern
{
    /// <summary>Makes a tag.</summary>
    /// <param name="type">The type: what exceptions of the kind carry.</param>
    public Tag(TagType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type;
    }

    /// <summary>The tag's type.</summary>
    public new TagType Type { get; }

    private protected override ExternalType ExternalType => Type;
}
