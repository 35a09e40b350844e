using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The body of a request of the host, which stays the host's.</summary>
internal sealed class RequestOrigin(WasiHttpRequest request) : IBodyOrigin
{
    public Stream Stream => request.Body;

    public FieldList? Trailers => request.Trailers?.Invoke() is not { } trailers ? null
        : FieldList.Receive(trailers)
            ?? throw new WasiHttpException(new HttpError("HTTP-request-trailer-section-size", ComponentValue.None));

    public HttpError Explain(Exception exception) =>
        exception is WasiHttpException failure ? failure.Error : HttpError.Terminated;

    public void Close()
    {
    }
}
