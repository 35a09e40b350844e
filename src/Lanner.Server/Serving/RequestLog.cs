using System.Diagnostics;
using Lanner.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lanner.Server.Serving;

/// <summary>Writes a line into the log for each request. A request is named by its route, since its path is whatever somebody
/// sends.</summary>
/// <param name="next">Handles the request.</param>
/// <param name="loggers">The log.</param>
internal sealed partial class RequestLog(RequestDelegate next, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Lanner.Server.Requests");

    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        var isHandled = false;
        try
        {
            await next(context).ConfigureAwait(false);
            isHandled = true;
        }
        finally
        {
            Write(context, isHandled, Stopwatch.GetElapsedTime(start));
        }
    }

    private void Write(HttpContext context, bool isHandled, TimeSpan time)
    {
        if (!_logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        var endpoint = context.GetEndpoint();
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "-";
        var guest = endpoint?.Metadata.GetMetadata<ServedGuest>()?.Name ?? "-";
        var status = isHandled ? context.Response.StatusCode : StatusCodes.Status500InternalServerError;
        var outcome = context.RequestAborted.IsCancellationRequested ? "Aborted"
            : context.GetGuestOutcome()?.ToString() ?? (isHandled ? "Completed" : "Failed");
        var milliseconds = Math.Round(time.TotalMilliseconds, 3);
        LogRequest(_logger, context.Request.Method, route, guest, status, milliseconds, outcome);
    }

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information, Message = "{Method} {Route} {Guest} {Status} {Milliseconds} ms {Outcome}")]
    private static partial void LogRequest(
        ILogger logger, string method, string route, string guest, int status, double milliseconds, string outcome);
}
