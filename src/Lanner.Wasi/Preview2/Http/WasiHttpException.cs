using Lanner.Wasi.Preview2.Http;

namespace Lanner.Wasi;

/// <summary>The failure of an exchange of HTTP: what a guest has answered instead of a response, or why a body has no end.</summary>
public sealed class WasiHttpException : IOException
{
    internal WasiHttpException(HttpError error, Exception? cause = null)
        : base(error.ToString(), cause) => Error = error;

    /// <summary>The name of the error in <c>wasi:http</c>, such as <c>connection-refused</c>.</summary>
    public string Code => Error.Code;

    internal HttpError Error { get; }
}
