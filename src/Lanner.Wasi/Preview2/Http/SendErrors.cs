using System.Net.Sockets;
using System.Security.Authentication;
using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>Says in the terms of <c>wasi:http</c> what .NET says about a request.</summary>
internal static class SendErrors
{
    internal static HttpError Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is WasiHttpException failure)
            {
                return failure.Error;
            }

            if (cause is SocketException socket)
            {
                return Of(socket.SocketErrorCode);
            }
        }

        return exception switch
        {
            HttpRequestException request => Of(request),
            HttpIOException io => Of(io.HttpRequestError) ?? HttpError.Terminated,
            IOException or OperationCanceledException or ObjectDisposedException => HttpError.Terminated,
            _ => HttpError.Internal(exception.GetType().Name),
        };
    }

    private static HttpError Of(HttpRequestException exception)
    {
        if (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return new(exception.InnerException is AuthenticationException ? "TLS-certificate-error" : "TLS-protocol-error");
        }

        return Of(exception.HttpRequestError)
            ?? (exception.InnerException is HttpIOException io ? Of(io.HttpRequestError) : null)
            ?? (exception.InnerException is IOException ? HttpError.Terminated : HttpError.Internal(exception.Message));
    }

    private static HttpError? Of(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => HttpError.DnsError("NXDOMAIN"),
        HttpRequestError.ConnectionError => new("destination-unavailable"),
        HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError =>
            HttpError.Protocol,
        HttpRequestError.ResponseEnded => new("HTTP-response-incomplete"),
        HttpRequestError.ConfigurationLimitExceeded => new("HTTP-response-header-section-size", ComponentValue.None),
        _ => null,
    };

    private static HttpError Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => new("connection-refused"),
        SocketError.TimedOut => HttpError.ConnectionTimeout,
        SocketError.HostUnreachable or SocketError.HostDown => new("destination-unavailable"),
        SocketError.NetworkUnreachable or SocketError.NetworkDown => new("destination-IP-unroutable"),
        SocketError.HostNotFound or SocketError.NoData => HttpError.DnsError("NXDOMAIN"),
        SocketError.TryAgain => HttpError.DnsError("SERVFAIL"),
        SocketError.TooManyOpenSockets => HttpError.TooManyConnections,
        _ => HttpError.Terminated,
    };
}
