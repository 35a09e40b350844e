using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>Methods and schemes as <c>wasi:http/types</c> has them.</summary>
internal static class MessageTerms
{
    /// <summary>The most characters of a method or scheme.</summary>
    private const int MaximumLength = 64;

    private static readonly HashSet<string> Methods =
        new(StringComparer.Ordinal) { "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" };

    internal static ComponentValue OfMethod(string method) => Methods.Contains(method)
        ? ComponentValue.FromVariant(method.ToLowerInvariant())
        : ComponentValue.FromVariant("other", ComponentValue.FromString(method));

    /// <summary>The name of a method; null if it is against the rules.</summary>
    internal static string? ToMethod(in ComponentValue value) => value.AsVariant() switch
    {
        ("other", { } name) => FieldRules.IsToken(name.AsString()) && name.AsString().Length <= MaximumLength ? name.AsString() : null,
        var (label, _) => label.ToUpperInvariant(),
    };

    internal static ComponentValue OfScheme(string scheme) => scheme switch
    {
        "http" => ComponentValue.FromVariant("HTTP"),
        "https" => ComponentValue.FromVariant("HTTPS"),
        _ => ComponentValue.FromVariant("other", ComponentValue.FromString(scheme)),
    };

    /// <summary>The name of a scheme, in lower case; null if it is against the rules (RFC 3986, section 3.1).</summary>
    internal static string? ToScheme(in ComponentValue value)
    {
        var (label, payload) = value.AsVariant();
        var scheme = payload is { } name ? name.AsString() : label;
        return scheme.Length is > 0 and <= MaximumLength && char.IsAsciiLetter(scheme[0])
            && scheme.All(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '-' or '.')
            ? scheme.ToLowerInvariant()
            : null;
    }

    /// <summary>An option of a text.</summary>
    internal static ComponentValue OfText(string? text) =>
        text is null ? ComponentValue.None : ComponentValue.Some(ComponentValue.FromString(text));
}
