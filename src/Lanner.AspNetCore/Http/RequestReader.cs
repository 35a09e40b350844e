using Lanner.Wasi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace Lanner.AspNetCore.Http;

/// <summary>Makes requests for guests of those of the server.</summary>
internal static class RequestReader
{
    /// <summary>Makes the request for a guest.</summary>
    /// <param name="context">The request of the server.</param>
    /// <param name="body">Its body, or null if it has none.</param>
    /// <param name="fields">The encoding of its fields.</param>
    internal static WasiHttpRequest Read(HttpContext context, RequestBody? body, HeaderBytes fields)
    {
        var request = context.Request;
        return new WasiHttpRequest(request.Method)
        {
            Scheme = request.Scheme,
            Authority = request.Host.HasValue ? request.Host.Value : null,
            PathWithQuery = FindPath(request),
            Headers = fields.Encode(request.Headers),
            Body = body ?? Stream.Null,
            Trailers = body is null ? null : () => ReadTrailers(request, fields),
        };
    }

    private static KeyValuePair<string, byte[]>[]? ReadTrailers(HttpRequest request, HeaderBytes fields) =>
        request.SupportsTrailers() && request.CheckTrailersAvailable()
            ? fields.Encode(request.HttpContext.Features.GetRequiredFeature<IHttpRequestTrailersFeature>().Trailers)
            : null;

    /// <summary>The path with the query as they came, in any form of the target (RFC 9112, section 3.2).</summary>
    private static string? FindPath(HttpRequest request)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target))
        {
            return request.GetEncodedPathAndQuery();
        }

        if (target[0] == '/' || target == "*")
        {
            return target;
        }

        // An absolute form has the path behind the authority; that of CONNECT is an authority only.
        var authority = target.IndexOf("://", StringComparison.Ordinal) + 3;
        if (authority < 3)
        {
            return null;
        }

        var path = target.AsSpan(authority).IndexOfAny('/', '?');
        return path < 0 ? "/" : target[authority + path] == '/' ? target[(authority + path)..] : "/" + target[(authority + path)..];
    }
}
