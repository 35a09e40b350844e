using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>An <c>error-code</c>.</summary>
/// <param name="Code">The case.</param>
/// <param name="Payload">The value that goes with it, or null.</param>
internal sealed record HttpError(string Code, ComponentValue? Payload = null)
{
    internal static HttpError Denied { get; } = new("HTTP-request-denied");

    internal static HttpError AddressProhibited { get; } = new("destination-IP-prohibited");

    internal static HttpError Protocol { get; } = new("HTTP-protocol-error");

    internal static HttpError InvalidUri { get; } = new("HTTP-request-URI-invalid");

    internal static HttpError TooManyConnections { get; } = new("connection-limit-reached");

    internal static HttpError Terminated { get; } = new("connection-terminated");

    internal static HttpError ConnectionTimeout { get; } = new("connection-timeout");

    internal static HttpError ReadTimeout { get; } = new("connection-read-timeout");

    internal static HttpError Internal(string message) => new("internal-error", ComponentValue.Some(ComponentValue.FromString(message)));

    /// <summary>The size of a body is not what its head says.</summary>
    /// <param name="isRequest">True for the body of a request.</param>
    /// <param name="size">The bytes that there were.</param>
    internal static HttpError BodySize(bool isRequest, long size) => new(
        isRequest ? "HTTP-request-body-size" : "HTTP-response-body-size", ComponentValue.Some(ComponentValue.FromU64((ulong)size)));

    internal static HttpError DnsError(string code) => new(
        "DNS-error",
        ComponentValue.FromRecord(("rcode", ComponentValue.Some(ComponentValue.FromString(code))), ("info-code", ComponentValue.None)));

    internal static HttpError OfValue(in ComponentValue value)
    {
        var (label, payload) = value.AsVariant();
        return new(label, payload);
    }

    internal ComponentValue ToValue() => ComponentValue.FromVariant(Code, Payload);

    /// <summary>The error as the failure of a stream.</summary>
    internal IoFailure ToFailure() => new(ToString(), this);

    /// <summary>The error as an exception of the host.</summary>
    internal WasiHttpException ToException(Exception? cause = null) => new(this, cause);

    public override string ToString() => Payload is { } payload ? $"{Code}: {payload}" : Code;
}
