using System.Net;
using System.Net.Sockets;

namespace Lanner.Wasi.Sockets;

/// <summary>A grant that was written as <c>[tcp://|udp://]HOST[:PORTS]</c>, with a host by names or by addresses.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Names">The names; or null.</param>
/// <param name="Addresses">The addresses; or null.</param>
/// <param name="Ports">The ports.</param>
internal sealed record NetworkRule(ProtocolType Protocol, NamePattern? Names, IPNetwork? Addresses, PortRange Ports)
{
    private const string Expected =
        "write [tcp://|udp://]HOST[:PORTS], with a name, *.name, * for all names, an address, or a range such as 10.0.0.0/8 or "
        + "[fd00::]/8; and with ports such as 443, 8000-8100 or *";

    /// <summary>True if the grant is by names, and a name and port are among them.</summary>
    internal bool Covers(string name, int port) => Names?.Matches(name) == true && Ports.Contains(port);

    /// <summary>True if the grant is by addresses, and an end point is one of them. That of IPv4 within IPv6 is taken for what it
    /// is.</summary>
    internal bool Covers(IPAddress address, int port) => Ports.Contains(port) && Covers(address);

    /// <summary>True if the grant is by addresses, and an address is one of them.</summary>
    internal bool Covers(IPAddress address) => Addresses?.Contains(AddressRules.Plain(address)) == true;

    /// <summary>Reads a grant.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is no grant.</exception>
    internal static NetworkRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var protocol = text.StartsWith("udp://", StringComparison.Ordinal) ? ProtocolType.Udp : ProtocolType.Tcp;
        var rest = protocol == ProtocolType.Udp || text.StartsWith("tcp://", StringComparison.Ordinal) ? text[6..] : text;
        if (!TrySplit(rest, out var host, out var ports))
        {
            throw Wrong(text, Expected);
        }

        if (TryParseNetwork(host, out var network))
        {
            return network.BaseAddress.IsIPv4MappedToIPv6
                ? throw Wrong(text, "write addresses of IPv4 as such")
                : new NetworkRule(protocol, Names: null, network, ports);
        }

        return NamePattern.TryParse(host, out var names)
            ? new NetworkRule(protocol, names, Addresses: null, ports)
            : throw Wrong(text, Expected);
    }

    /// <summary>Reads a grant to listen, which is by addresses. The one that stands for all is a range of all.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is no such grant.</exception>
    internal static NetworkRule ParseLocal(string text) => Parse(text) switch
    {
        { Addresses: { BaseAddress: var address } } rule when AddressRules.IsUnspecified(address) =>
            rule with { Addresses = new IPNetwork(address, 0) },
        { Addresses: not null } rule => rule,
        _ => throw Wrong(text, "guests listen at addresses, not at names"),
    };

    private static FormatException Wrong(string text, string reason) => new($"'{text}' cannot be granted: {reason}");

    /// <summary>Takes host and ports apart: at the last colon, unless the host is IPv6 without brackets.</summary>
    private static bool TrySplit(string text, out string host, out PortRange ports)
    {
        ports = PortRange.All;
        host = text;
        var colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            return true;
        }

        var hasBrackets = text.StartsWith('[');
        if (hasBrackets ? colon < text.IndexOf(']') : text.IndexOf(':') != colon)
        {
            return true;
        }

        host = text[..colon];
        return PortRange.TryParse(text.AsSpan(colon + 1), out ports);
    }

    private static bool TryParseNetwork(string text, out IPNetwork network)
    {
        if (text.StartsWith('['))
        {
            // [ADDRESS], [ADDRESS/BITS] or [ADDRESS]/BITS.
            var end = text.IndexOf(']');
            text = end > 0 && text.Contains(':') ? text[1..end] + text[(end + 1)..] : "";
        }

        var slash = text.IndexOf('/');
        if (!HostName.TryParseAddress(slash < 0 ? text : text.AsSpan(0, slash), out var address))
        {
            network = default;
            return false;
        }

        if (slash >= 0)
        {
            // Bits behind the range would be a range that somebody did not mean.
            return IPNetwork.TryParse(text, out network) && network.BaseAddress.Equals(address);
        }

        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }
}
