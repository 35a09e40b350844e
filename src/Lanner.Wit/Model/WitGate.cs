namespace Lanner.Wit;

/// <summary>The gate of an item: since when it is there, or the feature that it belongs to while it is unstable.</summary>
/// <param name="Since">The version that added the item (<c>@since</c>), or null.</param>
/// <param name="Feature">The unstable feature that the item belongs to (<c>@unstable</c>), or null.</param>
/// <param name="Deprecated">The version from which the item should no longer be used (<c>@deprecated</c>), or null.</param>
public sealed record WitGate(WitVersion? Since, string? Feature, WitVersion? Deprecated)
{
    /// <summary>The gate of what has none.</summary>
    public static WitGate None { get; } = new(null, null, null);
}
