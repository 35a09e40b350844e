using System.Globalization;
using Lanner.AspNetCore.Commands;
using Lanner.AspNetCore.Http;
using Lanner.Hosting;
using Lanner.Wasi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanner.AspNetCore;

/// <summary>Answers requests whose guests have failed, with problem details (RFC 9457). Who asks is told the kind of failure, the log the
/// rest.</summary>
internal static class FailureResponse
{
    /// <summary>Tests whether an exception says that a call could not begin.</summary>
    internal static bool IsOfGuest(Exception exception) =>
        exception is GuestCallException or LannerException or IOException or OperationCanceledException;

    /// <summary>Answers a request of which the call could not begin.</summary>
    /// <param name="context">The request.</param>
    /// <param name="guest">The name of the guest.</param>
    /// <param name="exception">The failure.</param>
    /// <param name="logger">The log.</param>
    internal static Task AnswerAsync(HttpContext context, string guest, Exception exception, ILogger logger)
    {
        var outcome = exception switch
        {
            GuestCallException failure => failure.Outcome,
            OperationCanceledException => GuestOutcome.Cancelled,
            _ => GuestOutcome.Failed,
        };
        return AnswerAsync(context, guest, outcome, exception, null, logger);
    }

    /// <summary>Answers a request. A response that has begun already is broken off, so that it does not look whole.</summary>
    /// <param name="context">The request.</param>
    /// <param name="guest">The name of the guest.</param>
    /// <param name="outcome">The kind of failure.</param>
    /// <param name="exception">The failure.</param>
    /// <param name="refusal">The reason for which the server has refused the body of the request; null if it has not.</param>
    /// <param name="logger">The log.</param>
    internal static async Task AnswerAsync(
        HttpContext context, string guest, GuestOutcome outcome, Exception exception, BadHttpRequestException? refusal, ILogger logger)
    {
        context.Items[GuestOutcomeExtensions.Key] = outcome;
        if (context.RequestAborted.IsCancellationRequested)
        {
            Log.Abandoned(logger, guest);
            return;
        }

        var (status, title) = refusal is not null
            ? (refusal.StatusCode, "The body of the request was refused.")
            : Describe(outcome, exception);
        if (context.Response.HasStarted)
        {
            Log.BrokenOff(logger, exception, guest, outcome);
            context.Abort();
            return;
        }

        if (status >= StatusCodes.Status500InternalServerError && outcome is not GuestOutcome.Busy)
        {
            Log.Failed(logger, exception, guest, outcome);
        }

        context.Response.Clear();
        if (exception is GuestBusyException busy)
        {
            context.Response.Headers.RetryAfter = busy.RetryAfter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        }

        await TypedResults.Problem(statusCode: status, title: title).ExecuteAsync(context).ConfigureAwait(false);
    }

    private static (int Status, string Title) Describe(GuestOutcome outcome, Exception exception) => outcome switch
    {
        GuestOutcome.Trapped => (StatusCodes.Status500InternalServerError, "The guest trapped."),
        GuestOutcome.DeadlinePassed => (StatusCodes.Status504GatewayTimeout, "The guest has not answered in time."),
        GuestOutcome.LimitPassed => (StatusCodes.Status500InternalServerError, "The guest has passed a limit."),
        GuestOutcome.Cancelled => (StatusCodes.Status503ServiceUnavailable, "The server is shutting down."),
        GuestOutcome.Busy => (StatusCodes.Status503ServiceUnavailable, "The guest is busy."),
        _ => exception is WasiHttpException failure
            ? (HttpErrorStatus.Of(failure.Code), $"The guest has answered with the error {failure.Code}.")
            : exception is FieldException or CgiException
                ? (StatusCodes.Status502BadGateway, "The guest's answer is no response of HTTP.")
                : (StatusCodes.Status500InternalServerError, "The guest has failed."),
    };
}
