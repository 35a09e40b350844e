using Microsoft.AspNetCore.Routing.Patterns;

namespace Lanner.Server.Serving;

/// <summary>A path that a guest answers.</summary>
/// <param name="Path">The pattern of the path, such as <c>/shop/{**rest}</c>.</param>
/// <param name="Guest">The name of the guest.</param>
internal sealed record RouteSettings(string Path, string Guest)
{
    /// <summary>The path that takes all requests.</summary>
    internal const string AllPaths = "/{**rest}";

    /// <summary>The form of paths, in words.</summary>
    internal const string PatternForm = "a path that begins with a slash, such as /shop/{**rest}";

    /// <summary>The path up to the parameter that takes the rest.</summary>
    internal string Prefix => Path.Split("{*", 2)[0];

    /// <summary>True if each function of the guest is an endpoint below the path, whatever else the guest exports.</summary>
    internal bool IsFunctions { get; init; }

    /// <summary>The methods; empty for all that the guest answers.</summary>
    internal IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The name of the host; null for any.</summary>
    internal string? Host { get; init; }

    /// <summary>Tests whether a text is a pattern of paths.</summary>
    internal static bool IsPattern(string text)
    {
        try
        {
            RoutePatternFactory.Parse(text);
            return text.StartsWith('/');
        }
        catch (RoutePatternException)
        {
            return false;
        }
    }

    /// <summary>Tests whether a request can be for both, by the same pattern.</summary>
    internal bool Overlaps(RouteSettings other) =>
        string.Equals(Path, other.Path, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase)
        && (Methods.Count == 0 || other.Methods.Count == 0 || Methods.Intersect(other.Methods, StringComparer.Ordinal).Any());
}
