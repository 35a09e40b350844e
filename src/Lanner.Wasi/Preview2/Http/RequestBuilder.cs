using System.Net;
using System.Text;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>Makes of an <see cref="OutgoingRequest"/> what .NET sends.</summary>
internal static class RequestBuilder
{
    /// <summary>Makes the message.</summary>
    /// <returns>The error, or null.</returns>
    internal static HttpError? TryBuild(OutgoingRequest request, out HttpRequestMessage message, out RequestContent? content)
    {
        (message, content) = (null!, null);
        if (request.Scheme is not (null or "http" or "https"))
        {
            return HttpError.Protocol;
        }

        // A tunnel would be a connection to anybody.
        if (request.Method == "CONNECT")
        {
            return new("HTTP-request-method-invalid");
        }

        if (request.Authority is not { } authority
            || RequestTarget.TryMakeUri(request.Scheme ?? "https", authority, request.PathWithQuery) is not { } uri)
        {
            return HttpError.InvalidUri;
        }

        if (!FieldRules.TryGetLength(request.Headers, out var length))
        {
            return HttpError.Protocol;
        }

        if (request.Body is null && length > 0)
        {
            return HttpError.BodySize(isRequest: true, 0);
        }

        var body = request.Body?.Pipe is { } pipe && (request.MayHaveTrailers || !pipe.IsEmpty) ? pipe : null;
        content = body is null && length is null ? null : new RequestContent(body, length);
        message = new HttpRequestMessage(new HttpMethod(request.Method), uri)
        {
            Content = content,
            Version = request.MayHaveTrailers ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        content = AddHeaders(message, request.Headers, content);
        return null;
    }

    /// <summary>Adds the headers. .NET has some of them with the content only, for which an empty one is made then.</summary>
    private static RequestContent? AddHeaders(HttpRequestMessage message, FieldList headers, RequestContent? content)
    {
        foreach (var (name, value) in headers)
        {
            var text = Encoding.Latin1.GetString(value);
            if (!name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
                && !message.Headers.TryAddWithoutValidation(name, text))
            {
                content ??= new RequestContent(pipe: null, length: null);
                message.Content = content;
                content.Headers.TryAddWithoutValidation(name, text);
            }
        }

        return content;
    }
}
