using Lanner.Hosting;
using Lanner.Wasi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanner.AspNetCore.Http;

/// <summary>Has components that export <c>wasi:http</c> handle requests.</summary>
/// <param name="fields">The encoding of fields.</param>
/// <param name="logger">Takes what nobody else is told.</param>
internal sealed class HttpGuestEndpoint(HeaderBytes fields, ILogger logger)
{
    /// <summary>Has a guest handle a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="guest">The guest.</param>
    internal async Task HandleAsync(HttpContext context, GuestPool guest)
    {
        var body = RequestBody.Of(context.Request);
        try
        {
            var lease = await guest.RentAsync(null, context.RequestAborted).ConfigureAwait(false);
            await using (lease.ConfigureAwait(false))
            {
                await HandleAsync(context, lease, body).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (FailureResponse.IsOfGuest(exception))
        {
            await FailureResponse.AnswerAsync(context, guest.Name, exception, logger).ConfigureAwait(false);
        }
        finally
        {
            if (body is not null)
            {
                await body.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task HandleAsync(HttpContext context, GuestLease lease, RequestBody? body)
    {
        // Also stops a guest whose response cannot be taken.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lease.Cancellation);
        WasiHttpResponse? response = null;
        try
        {
            var handler = new WasiHttpHandler(lease.Component!, lease.Wasi, lease.Scheduler);
            var request = RequestReader.Read(context, body, fields);
            response = await handler.HandleAsync(request, stop.Token).ConfigureAwait(false);
            await ResponseWriter.WriteAsync(response, context, fields, lease, stop.Token).ConfigureAwait(false);
            await response.Completion.ConfigureAwait(false);
            lease.Complete();
        }
        catch (Exception failure)
        {
            // A body that breaks off because the guest has ended has that as its cause.
            var exception = failure is WasiHttpException { InnerException.InnerException: { } cause } ? cause : failure;
            var outcome = lease.Fail(exception);
            await FailureResponse.AnswerAsync(context, lease.Pool.Name, outcome, exception, body?.Refusal, logger).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            response?.Dispose();
            await (response?.Completion ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
