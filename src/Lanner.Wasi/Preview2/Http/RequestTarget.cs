using System.Buffers;
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

    private static readonly SearchValues<char> UserCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=%:");

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

    /// <summary>Tests a path with or without a query, which may be relative, and have characters beyond ASCII: WASI 0.3 takes them as long
    /// as the request is not sent.</summary>
    internal static bool IsRelativePath(string text) =>
        text.Length <= MaximumPathLength && text.All(character => character is > ' ' and not ('\x7F' or '#' or '<' or '>' or '`'));

    /// <summary>Tests a host with or without a port, and a user before it: WASI 0.3 takes one as long as the request is not sent.</summary>
    internal static bool IsAuthorityWithUser(string text)
    {
        var end = text.IndexOf('@', StringComparison.Ordinal);
        return end < 0 ? IsAuthority(text)
            : end is > 0 and <= MaximumAuthorityLength
                && text.AsSpan(0, end).ContainsAnyExcept("@:")
                && !text.AsSpan(0, end).ContainsAnyExcept(UserCharacters)
                && IsAuthority(text[(end + 1)..]);
    }

    /// <summary>Makes the address of a request, whose path stays as it is.</summary>
    /// <returns>The address; null where there is none.</returns>
    internal static Uri? TryMakeUri(string scheme, string authority, string? pathWithQuery)
    {
        var path = pathWithQuery is null or "" ? "/" : pathWithQuery[0] == '?' ? "/" + pathWithQuery : pathWithQuery;
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return path[0] == '/' && IsPathWithQuery(path) && IsAuthority(authority)
            && Uri.TryCreate($"{scheme}://{authority}{path}", options, out var uri) && uri.Port > 0 ? uri : null;
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
