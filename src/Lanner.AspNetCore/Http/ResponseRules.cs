using Microsoft.AspNetCore.Http;

namespace Lanner.AspNetCore.Http;

/// <summary>The rules for what belongs to a response (RFC 9110, sections 6.4.1 and 8.6).</summary>
internal static class ResponseRules
{
    /// <summary>Tests whether a response has a body.</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="status">The status of the response.</param>
    internal static bool HasBody(string method, int status) =>
        !HttpMethods.IsHead(method)
        && status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);

    /// <summary>Tests whether a response without a body may declare the length that another one would have.</summary>
    /// <param name="status">The status of the response.</param>
    internal static bool HasLength(int status) => status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent);
}
