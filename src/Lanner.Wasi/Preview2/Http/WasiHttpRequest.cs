using System.Text;

namespace Lanner.Wasi;

/// <summary>A request that a host gives to a component, by <see cref="WasiHttpHandler"/>.</summary>
public sealed class WasiHttpRequest
{
    /// <summary>Makes a request.</summary>
    /// <param name="method">The method, in capital letters as those of the standard are.</param>
    public WasiHttpRequest(string method)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        Method = method;
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>The scheme, such as <c>https</c>; or null.</summary>
    public string? Scheme { get; init; }

    /// <summary>The host that is asked, with its port unless it is the scheme's; null for the value of the field <c>Host</c>.</summary>
    public string? Authority { get; init; }

    /// <summary>The path with the query as they were sent; or null.</summary>
    public string? PathWithQuery { get; init; }

    /// <summary>The headers, in their order. Those that belong to a connection, and <c>Host</c>, are not shown to the guest.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Headers { get; init; } = [];

    /// <summary>The body, which is read as the guest asks for it, and stays open.</summary>
    public Stream Body { get; init; } = Stream.Null;

    /// <summary>Gives the trailers; asked after the end of the body, on any thread. Null for none.</summary>
    public Func<IReadOnlyList<KeyValuePair<string, byte[]>>?>? Trailers { get; init; }

    /// <summary>Sends an informational response with a status and headers, on the thread of the guest; null where that cannot be
    /// done.</summary>
    public Action<int, IReadOnlyList<KeyValuePair<string, byte[]>>>? SendInformational { get; init; }

    internal string? FindAuthority()
    {
        if (Authority is not null)
        {
            return Authority;
        }

        var host = Headers.FirstOrDefault(header => header.Key.Equals("host", StringComparison.OrdinalIgnoreCase)).Value;
        return host is null ? null : Encoding.Latin1.GetString(host);
    }
}
