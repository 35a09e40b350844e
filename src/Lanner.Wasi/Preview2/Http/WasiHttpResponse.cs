using Lanner.Wasi.Preview2.Http;

namespace Lanner.Wasi;

/// <summary>The response of a component. The component may still be writing the body: it waits for whoever reads. To dispose of the
/// response tells it that nobody does.</summary>
public sealed class WasiHttpResponse : IDisposable
{
    private readonly FieldList _headers;
    private readonly BodyPipe? _body;

    internal WasiHttpResponse(int statusCode, FieldList headers, BodyPipe? body)
    {
        StatusCode = statusCode;
        _headers = headers;
        _body = body;
        Body = body is null ? Stream.Null : new BodyPipeStream(body);
    }

    /// <summary>The status, from 200 to 599.</summary>
    public int StatusCode { get; }

    /// <summary>The headers, in their order. None belongs to a connection; <c>content-length</c> is one number.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Headers => _headers.ToPairs();

    /// <summary>The body. Reading it throws <see cref="WasiHttpException"/> when the component breaks it off: whoever passes it on must not
    /// let it look whole then.</summary>
    public Stream Body { get; }

    /// <summary>The trailers, after the end of the body; empty if there are none.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Trailers => _body?.Trailers?.ToPairs() ?? [];

    /// <summary>Ends when the component has returned, and may be called again; fails when it has trapped.</summary>
    public Task Completion { get; internal set; } = Task.CompletedTask;

    /// <summary>Tells the component that the rest of the body is not read.</summary>
    public void Dispose() => Body.Dispose();
}
