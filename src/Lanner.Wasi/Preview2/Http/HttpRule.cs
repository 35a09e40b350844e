using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>A grant that was written as <c>[http://|https://]HOST[:PORTS]</c>.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Network">The hosts and ports.</param>
internal sealed record HttpRule(string Scheme, NetworkRule Network)
{
    /// <summary>The schemes, with the ports that they have where none is written.</summary>
    private static readonly (string Scheme, ushort Port)[] Schemes = [("http", 80), ("https", 443)];

    /// <summary>Reads a grant. Without a scheme it is one for both.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is no grant.</exception>
    internal static IEnumerable<HttpRule> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator < 0 ? null : text[..separator].ToLowerInvariant();
        var schemes = Array.FindAll(Schemes, one => scheme is null || scheme == one.Scheme);
        var host = separator < 0 ? text : text[(separator + 3)..];
        var rule = schemes.Length > 0 && !host.Contains("://", StringComparison.Ordinal) ? TryParse(host) : null;
        if (rule is null)
        {
            throw new FormatException(
                $"'{text}' cannot be granted: write [http://|https://]HOST[:PORTS], with a name, *.name, * for all names, an address, or a "
                + "range such as 10.0.0.0/8 or [fd00::]/8; and with ports such as 8443, 8000-8100 or *");
        }

        var hasPorts = rule.Ports != PortRange.All || host.EndsWith(":*", StringComparison.Ordinal);
        return schemes.Select(one => new HttpRule(one.Scheme, hasPorts ? rule : rule with { Ports = PortRange.One(one.Port) }));
    }

    private static NetworkRule? TryParse(string host)
    {
        try
        {
            return NetworkRule.Parse(host);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
