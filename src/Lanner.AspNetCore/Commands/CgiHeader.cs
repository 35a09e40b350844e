using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Lanner.AspNetCore.Commands;

/// <summary>The lines that a program writes before the body of its response (RFC 3875, section 6): read as they come, whole only.</summary>
internal sealed class CgiHeader
{
    /// <summary>The most bytes of all lines.</summary>
    internal const int MaximumBytes = 32 << 10;

    /// <summary>The most fields.</summary>
    internal const int MaximumFields = 256;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(one => one != '\t').Select(one => (byte)one), 127]);

    /// <summary>Fields that belong to the connection, which is the server's (RFC 9110, section 7.6.1).</summary>
    private static readonly HashSet<string> Hidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    };

    private readonly List<KeyValuePair<string, byte[]>> _fields = [];
    private readonly List<byte> _line = [];
    private int _bytes;
    private int _count;
    private int? _status;
    private bool _hasLocation;

    /// <summary>The status: the one that was written, that of a redirection where there is a location, or else that of success.</summary>
    internal int Status => _status ?? (_hasLocation ? 302 : 200);

    /// <summary>The fields for the response, in their order.</summary>
    internal IReadOnlyList<KeyValuePair<string, byte[]>> Fields => _fields;

    /// <summary>True once the empty line is there that ends the lines.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Reads on, up to the end of the lines.</summary>
    /// <param name="bytes">What the program has written.</param>
    /// <returns>The number of bytes that were read; those behind belong to the body.</returns>
    /// <exception cref="CgiException">The lines are against the rules, or too long.</exception>
    internal int Read(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (!IsComplete && start < bytes.Length)
        {
            var rest = bytes[start..];
            var newline = rest.IndexOf((byte)'\n');
            var part = newline < 0 ? rest : rest[..newline];
            _bytes += part.Length + 1;
            if (_bytes > MaximumBytes)
            {
                throw new CgiException($"The program has written more than {MaximumBytes} bytes without an empty line.");
            }

            _line.AddRange(part);
            start += part.Length;
            if (newline >= 0)
            {
                start++;
                EndLine();
            }
        }

        return start;
    }

    private void EndLine()
    {
        ReadOnlySpan<byte> line = CollectionsMarshal.AsSpan(_line);
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        if (line.IsEmpty)
        {
            // At least one field has to be there (section 6.2): a program that begins with an empty line does not know CGI.
            IsComplete = _count > 0 ? true : throw new CgiException("The program has written no header.");
        }
        else
        {
            AddField(line);
        }

        _line.Clear();
    }

    private void AddField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? "" : Encoding.Latin1.GetString(line[..colon]);
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters) || value.ContainsAny(Controls))
        {
            throw new CgiException($"Line {_count + 1} of what the program has written is no header.");
        }

        if (++_count > MaximumFields)
        {
            throw new CgiException($"The program has written more than {MaximumFields} headers.");
        }

        if (name.Equals("status", StringComparison.OrdinalIgnoreCase))
        {
            _status = _status is null ? ParseStatus(value) : throw new CgiException("The program has written two statuses.");
        }
        else if (!Hidden.Contains(name))
        {
            _hasLocation |= name.Equals("location", StringComparison.OrdinalIgnoreCase);
            AddField(name, value);
        }
    }

    private void AddField(string name, ReadOnlySpan<byte> value)
    {
        if (name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
            && (_fields.Exists(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw new CgiException("The program has written a length that is no number, or two of them.");
        }

        _fields.Add(KeyValuePair.Create(name, value.ToArray()));
    }

    /// <summary>The number of a status, of a final response; the words behind it are nobody's (RFC 9112, section 4).</summary>
    private static int ParseStatus(ReadOnlySpan<byte> value) =>
        value.Length >= 3
        && (value.Length == 3 || value[3] == ' ')
        && int.TryParse(value[..3], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
        && status is >= 200 and <= 599
            ? status
            : throw new CgiException("The program has written a status that is none from 200 to 599.");
}
