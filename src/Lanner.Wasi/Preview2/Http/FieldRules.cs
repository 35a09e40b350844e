using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The rules for names and values of fields (RFC 9110, sections 5.1, 5.5 and 5.6.2).</summary>
internal static class FieldRules
{
    private const string ContentLength = "content-length";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The bytes that no value has.</summary>
    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(one => one != '\t').Select(one => (byte)one), 127]);

    /// <summary>The fields that belong to a connection, not to a message (RFC 9110, section 7.6.1), and that which names the peer: they are
    /// the host's.</summary>
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "expect", "host", "http2-settings", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
        "transfer-encoding", "upgrade",
    };

    /// <summary>Tests whether a text is a token: such are the names of fields and methods.</summary>
    internal static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    internal static bool IsForbidden(string name) => Forbidden.Contains(name);

    /// <summary>Tests the value of a field. That of <c>content-length</c> is one number: whoever reads it in another way than the next one
    /// disagrees with it about where a message ends.</summary>
    internal static bool IsValue(string name, ReadOnlySpan<byte> value) =>
        !value.ContainsAny(Controls)
        && (!name.Equals(ContentLength, StringComparison.OrdinalIgnoreCase) || ParseLength(value) is not null);

    /// <summary>Finds the length of the body that fields declare.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="length">The length, or null if none is declared.</param>
    /// <returns>False if it is no number, or declared more than once.</returns>
    internal static bool TryGetLength(FieldList fields, out long? length)
    {
        length = null;
        foreach (var (name, value) in fields)
        {
            if (name.Equals(ContentLength, StringComparison.OrdinalIgnoreCase))
            {
                if (length is not null || ParseLength(value) is not { } number)
                {
                    return false;
                }

                length = number;
            }
        }

        return true;
    }

    private static long? ParseLength(ReadOnlySpan<byte> value) =>
        long.TryParse(Encoding.Latin1.GetString(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
