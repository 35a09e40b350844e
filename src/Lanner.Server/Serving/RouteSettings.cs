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
}
