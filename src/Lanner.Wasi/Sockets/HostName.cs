using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanner.Wasi.Sockets;

/// <summary>Names of hosts, in the one form in which they are compared and asked for: lower case, ASCII, without a dot at the
/// end.</summary>
internal static class HostName
{
    private const int LongestName = 253, LongestLabel = 63;

    private static readonly IdnMapping Mapping = new();
    private static readonly SearchValues<char> OfLabels = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly SearchValues<char> OfHexadecimals = SearchValues.Create("0123456789abcdef");

    /// <summary>Brings a name into that form.</summary>
    /// <param name="text">The name.</param>
    /// <param name="name">The name in that form.</param>
    /// <returns>False if it is no name. What resolvers of C take for an address (<c>127.1</c>, <c>0x7f000001</c>) is none
    /// either.</returns>
    internal static bool TryNormalize(string text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        text = text.EndsWith('.') ? text[..^1] : text;
        if (text.Length is 0 or > LongestName)
        {
            return false;
        }

        try
        {
            text = text.ToLowerInvariant();
            text = Ascii.IsValid(text) ? text : Mapping.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return false;
        }

        var last = ReadOnlySpan<char>.Empty;
        foreach (var part in text.AsSpan().Split('.'))
        {
            last = text.AsSpan(part);
            if (!IsLabel(last))
            {
                return false;
            }
        }

        name = text.Length <= LongestName && !IsNumber(last) ? text : null;
        return name is not null;
    }

    /// <summary>Reads an address as it is written, with four numbers of decimal digits or as IPv6, and without a zone.</summary>
    internal static bool TryParseAddress(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && !text.ContainsAny("%[]")
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.SequenceEqual(address.ToString()));

    /// <summary>True for <c>localhost</c> and all below it, whose addresses nobody has to be asked for (RFC 6761, section
    /// 6.3).</summary>
    internal static bool IsLocal(string name) => name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= LongestLabel
        && label[0] != '-' && label[^1] != '-'
        && !label.ContainsAnyExcept(OfLabels);

    /// <summary>True for a last label by which a resolver would take the whole for an address of IPv4 (the URL Standard, section 3.5:
    /// "ends in a number").</summary>
    private static bool IsNumber(ReadOnlySpan<char> label) =>
        !label.ContainsAnyExceptInRange('0', '9')
        || (label.StartsWith("0x") && !label[2..].ContainsAnyExcept(OfHexadecimals));
}
