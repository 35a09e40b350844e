using Lanner.AspNetCore.Http;
using Lanner.Hosting;
using Lanner.Wasi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanner.AspNetCore.Commands;

/// <summary>Has programs handle requests, as in CGI (RFC 3875): one runs for each.</summary>
/// <param name="fields">The encoding of fields.</param>
/// <param name="logger">Takes what nobody else is told.</param>
internal sealed class CommandEndpoint(HeaderBytes fields, ILogger logger)
{
    /// <summary>Has a program handle a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="guest">The program.</param>
    internal async Task HandleAsync(HttpContext context, GuestPool guest)
    {
        var body = RequestBody.Of(context.Request);
        var output = new CgiOutput(context, fields);
        var call = new GuestCall { ConfigureWasi = builder => Configure(builder, context, body, output) };
        try
        {
            var lease = await guest.RentAsync(call, context.RequestAborted).ConfigureAwait(false);
            await using (lease.ConfigureAwait(false))
            {
                output.Begin(lease);
                await RunAsync(context, lease, body, output).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (FailureResponse.IsOfGuest(exception))
        {
            await FailureResponse.AnswerAsync(context, guest.Name, exception, logger).ConfigureAwait(false);
        }
        finally
        {
            await output.CloseAsync().ConfigureAwait(false);
            if (body is not null)
            {
                await body.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    private static void Configure(WasiContextBuilder builder, HttpContext context, RequestBody? body, CgiOutput output)
    {
        CgiEnvironment.Set(builder.Environment, context);
        builder.Input = body is null ? WasiInput.Empty : WasiInput.FromStream(body);
        builder.Output = WasiOutput.ToStream(output);
    }

    private async Task RunAsync(HttpContext context, GuestLease lease, RequestBody? body, CgiOutput output)
    {
        try
        {
            var exitCode = await lease.RunProgramAsync().ConfigureAwait(false);
            if (exitCode != 0)
            {
                Log.Exited(logger, lease.Pool.Name, exitCode);
            }

            await output.CompleteAsync().ConfigureAwait(false);
            lease.Complete();
        }
        catch (Exception exception)
        {
            // What the program was not allowed to write is the cause of what it has done then.
            var cause = output.Failure ?? exception;
            var outcome = lease.Fail(cause);
            await output.CloseAsync().ConfigureAwait(false);
            await FailureResponse.AnswerAsync(context, lease.Pool.Name, outcome, cause, body?.Refusal, logger).ConfigureAwait(false);
        }
    }
}
