using System.Globalization;

namespace Lanner.Wasi.Sockets;

/// <summary>The ports from one to another, both included.</summary>
internal readonly record struct PortRange(ushort First, ushort Last)
{
    internal static PortRange All { get; } = new(0, ushort.MaxValue);

    internal static PortRange One(ushort port) => new(port, port);

    internal bool Contains(int port) => port >= First && port <= Last;

    /// <summary>Reads <c>443</c>, <c>8000-8100</c> or <c>*</c>.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out PortRange ports)
    {
        ports = All;
        if (text is "*")
        {
            return true;
        }

        var dash = text.IndexOf('-');
        if (!TryParsePort(dash < 0 ? text : text[..dash], out var first) || !TryParsePort(text[(dash + 1)..], out var last))
        {
            return false;
        }

        ports = new PortRange(first, last);
        return first <= last;
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
