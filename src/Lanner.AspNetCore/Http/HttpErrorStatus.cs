using Microsoft.AspNetCore.Http;

namespace Lanner.AspNetCore.Http;

/// <summary>The statuses that fit the errors of <c>wasi:http</c> with which guests answer.</summary>
internal static class HttpErrorStatus
{
    /// <summary>Finds the status of an error.</summary>
    /// <param name="code">The name of the error in <c>wasi:http</c>.</param>
    internal static int Of(string code) => code switch
    {
        "HTTP-request-denied" => StatusCodes.Status403Forbidden,
        "HTTP-request-length-required" => StatusCodes.Status411LengthRequired,
        "HTTP-request-body-size" => StatusCodes.Status413PayloadTooLarge,
        "HTTP-request-URI-too-long" => StatusCodes.Status414UriTooLong,
        "HTTP-request-header-section-size" or "HTTP-request-header-size" or "HTTP-request-trailer-section-size"
            or "HTTP-request-trailer-size" => StatusCodes.Status431RequestHeaderFieldsTooLarge,
        "HTTP-request-method-invalid" or "HTTP-request-URI-invalid" => StatusCodes.Status400BadRequest,
        "DNS-timeout" or "connection-timeout" or "connection-read-timeout" or "connection-write-timeout" or "HTTP-response-timeout" =>
            StatusCodes.Status504GatewayTimeout,
        "loop-detected" => StatusCodes.Status508LoopDetected,
        _ when code.StartsWith("DNS-", StringComparison.Ordinal) || code.StartsWith("TLS-", StringComparison.Ordinal)
            || code.StartsWith("destination-", StringComparison.Ordinal) || code.StartsWith("connection-", StringComparison.Ordinal) =>
            StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status500InternalServerError,
    };
}
