using System.Globalization;
using System.Net.Sockets;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The rules for what a request is sent to (RFC 3986, section 3; RFC 9110, section 4.2).</summary>
internal static class RequestTarget
{
    /// <summary>The most characters of a path with a query.</summary>
    private const int MaximumPathLength = 32 << 10;

    /// <summary>The most characters of a name of a host with its port (RFC 1035, section 2.3.4).</summary>
    private const int MaximumAuthorityLength = 261;

    /// <summary>Tests a host with or without a port. There is no user in it: HTTP has none, and what stands before an "@" has led many to
    /// another host than they thought.</summary>
    internal static bool IsAuthority(string text)
    {
        if (text.Length is 0 or > MaximumAuthorityLength)
        {
            return false;
        }

        var end = text[0] == '[' ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        end = end < 0 ? text.Length : end;
        var (host, port) = (text[..end], text[end..]);
        return IsHost(host) && (port.Length == 0 || (port[0] == ':' && ushort.TryParse(
            port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _)));
    }

    /// <summary>Tests a path with or without a query.</summary>
    internal static bool IsPathWithQuery(string text) =>
        text.Length <= MaximumPathLength
        && (text.Length == 0 || text == "*" || text[0] is '/' or '?')
        && text.All(character => character is > ' ' and < '\x7F' and not '#');

    /// <summary>Makes the address of a request, whose path stays as it is.</summary>
    /// <returns>The address; null where there is none.</returns>
    internal static Uri? TryMakeUri(string scheme, string authority, string? pathWithQuery)
    {
        var path = pathWithQuery is null or "" ? "/" : pathWithQuery[0] == '?' ? "/" + pathWithQuery : pathWithQuery;
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return path != "*" && Uri.TryCreate($"{scheme}://{authority}{path}", options, out var uri) && uri.Port > 0 ? uri : null;
    }

    private static bool IsHost(string host)
    {
        if (host.StartsWith('['))
        {
            return host.EndsWith(']') && HostName.TryParseAddress(host.AsSpan(1, host.Length - 2), out var address)
                && address.AddressFamily == AddressFamily.InterNetworkV6;
        }

        return host.Length > 0 && host.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_');
    }
}
