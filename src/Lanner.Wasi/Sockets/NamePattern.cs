using System.Diagnostics.CodeAnalysis;

namespace Lanner.Wasi.Sockets;

/// <summary>Names of hosts: one name, all below one (<c>*.example.com</c>, which is not <c>example.com</c> itself), or all
/// (<c>*</c>).</summary>
internal sealed record NamePattern
{
    /// <summary>A name; what names end with, from its dot on; or nothing, with which all end.</summary>
    private readonly string _text;
    private readonly bool _isWhole;

    private NamePattern(string text, bool isWhole)
    {
        _text = text;
        _isWhole = isWhole;
    }

    /// <summary>Reads a pattern. A star stands alone or for whole labels at the beginning, nowhere else.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out NamePattern? pattern)
    {
        pattern = text == "*" ? new NamePattern("", isWhole: false)
            : text.StartsWith("*.", StringComparison.Ordinal)
                ? HostName.TryNormalize(text[2..], out var parent) ? new NamePattern($".{parent}", isWhole: false) : null
            : HostName.TryNormalize(text, out var name) ? new NamePattern(name, isWhole: true)
            : null;
        return pattern is not null;
    }

    /// <summary>True if a name, in the form of <see cref="HostName"/>, is one of them.</summary>
    internal bool Matches(string name) => _isWhole ? name == _text : name.EndsWith(_text, StringComparison.Ordinal);
}
