namespace Lanner;

/// <summary>A tag: the kind of an exception, compared by identity.</summary>
public sealed class Tag
{
    internal Tag(TagType type) => Type = type;

    /// <summary>The tag's type.</summary>
    public TagType Type { get; }
}
