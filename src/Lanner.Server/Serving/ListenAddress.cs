using System.Net;

namespace Lanner.Server.Serving;

/// <summary>An address of the server.</summary>
/// <param name="IsSecure">True for https.</param>
/// <param name="Address">The address of this machine; null for all.</param>
/// <param name="Port">The port; 0 for one that is free.</param>
internal sealed record ListenAddress(bool IsSecure, IPAddress? Address, int Port)
{
    private const string Examples = "http://127.0.0.1:8080, http://localhost:0, http://[::1]:8080 or https://*:443";

    /// <summary>The one without any setting: only this machine can reach it.</summary>
    internal static ListenAddress Usual { get; } = new(false, IPAddress.Loopback, 8080);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static ListenAddress Parse(string text)
    {
        // A star is no name of a host, and every address of version 4 is one of version 6.
        var isAll = text.Contains("://*", StringComparison.Ordinal);
        if (!Uri.TryCreate(isAll ? text.Replace("://*", "://[::]", StringComparison.Ordinal) : text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new FormatException($"'{text}' is not an address to listen at: write it as {Examples}");
        }

        var address = isAll ? null
            : uri.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(uri.DnsSafeHost, out var known) ? known
            : throw new FormatException($"'{text}' names a host, and not an address of this machine: write it as {Examples}");
        return new ListenAddress(uri.Scheme == "https", address, uri.Port);
    }
}
