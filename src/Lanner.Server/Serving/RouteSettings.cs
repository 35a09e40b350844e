namespace Lanner.Server.Serving;

/// <summary>A path that a guest answers.</summary>
/// <param name="Path">The pattern of the path, such as <c>/shop/{**rest}</c>.</param>
/// <param name="Guest">The name of the guest.</param>
internal sealed record RouteSettings(string Path, string Guest)
{
    /// <summary>True if each function of the guest is an endpoint below the path, whatever else the guest exports.</summary>
    internal bool IsFunctions { get; init; }

    /// <summary>The methods; empty for all that the guest answers.</summary>
    internal IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The name of the host; null for any.</summary>
    internal string? Host { get; init; }

    /// <summary>Tests whether a request can be for both, by the same pattern.</summary>
    internal bool Overlaps(RouteSettings other) =>
        string.Equals(Path, other.Path, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase)
        && (Methods.Count == 0 || other.Methods.Count == 0 || Methods.Intersect(other.Methods, StringComparer.Ordinal).Any());
}
