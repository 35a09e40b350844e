using System.Buffers;
using System.Text.Json;
using Lanner.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lanner.AspNetCore.Functions;

/// <summary>Has functions of guests answer requests.</summary>
/// <param name="logger">Takes what nobody else is told.</param>
internal sealed class FunctionEndpoint(ILogger logger)
{
    private const string Octets = "application/octet-stream", NoFunction = "The guest has no such function any more.";

    /// <summary>Has a function answer a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="route">The path of the function.</param>
    internal async Task HandleAsync(HttpContext context, GuestPool guest, string route)
    {
        try
        {
            var code = await guest.LoadAsync(context.RequestAborted).ConfigureAwait(false);
            if (!FunctionTable.Of(code).Functions.TryGetValue(route, out var function))
            {
                await RefuseAsync(context, StatusCodes.Status404NotFound, NoFunction).ConfigureAwait(false);
                return;
            }

            if (await RequestContent.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false) is not { } content)
            {
                await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, "The body is of a type that functions do not take.")
                    .ConfigureAwait(false);
                return;
            }

            var arguments = await ReadArgumentsAsync(context, content, function).ConfigureAwait(false);
            if (arguments is null)
            {
                return;
            }

            var lease = await guest.RentAsync(null, context.RequestAborted).ConfigureAwait(false);
            await using (lease.ConfigureAwait(false))
            {
                if (lease.Code != code)
                {
                    // The guest was replaced meanwhile.
                    function = FunctionTable.Of(lease.Code).Functions.GetValueOrDefault(route);
                    arguments = function is null ? null : await ReadArgumentsAsync(context, content, function).ConfigureAwait(false);
                }

                if (function is null)
                {
                    await RefuseAsync(context, StatusCodes.Status404NotFound, NoFunction).ConfigureAwait(false);
                }
                else if (arguments is not null)
                {
                    await CallAsync(context, lease, function, arguments).ConfigureAwait(false);
                }
            }
        }
        catch (BadHttpRequestException refusal)
        {
            await RefuseAsync(context, refusal.StatusCode, "The body of the request was refused.").ConfigureAwait(false);
        }
        catch (Exception exception) when (FailureResponse.IsOfGuest(exception))
        {
            await FailureResponse.AnswerAsync(context, guest.Name, exception, logger).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the arguments of a function, or answers that they are wrong.</summary>
    /// <returns>The arguments, or null.</returns>
    private static async Task<FunctionArguments?> ReadArgumentsAsync(HttpContext context, RequestContent content, GuestFunction function)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var arguments = content.ToArguments(function, errors);
        if (errors.Count == 0)
        {
            return arguments;
        }

        await TypedResults.ValidationProblem(errors, title: "The arguments are wrong.").ExecuteAsync(context).ConfigureAwait(false);
        return null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string title) =>
        TypedResults.Problem(statusCode: status, title: title).ExecuteAsync(context);

    private async Task CallAsync(HttpContext context, GuestLease lease, GuestFunction function, FunctionArguments arguments)
    {
        FunctionResult result;
        ReadOnlyMemory<byte> body;
        bool isOctets;
        try
        {
            result = await function.CallAsync(lease, arguments).ConfigureAwait(false);
            isOctets = !result.IsError && result.Bytes is not null && TakesOctets(context.Request);
            body = isOctets ? result.Bytes!.Value : WriteJson(result);
            lease.CountResponse(body.Length);
            lease.Complete();
        }
        catch (Exception exception)
        {
            var outcome = lease.Fail(exception);
            await FailureResponse.AnswerAsync(context, lease.Pool.Name, outcome, exception, null, logger).ConfigureAwait(false);
            return;
        }

        // The instance is not needed any more, for however long the client takes its response.
        await lease.DisposeAsync().ConfigureAwait(false);
        if (result.IsError)
        {
            await AnswerErrorAsync(context, body).ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(context, body, isOctets).ConfigureAwait(false);
        }
    }

    private static ReadOnlyMemory<byte> WriteJson(FunctionResult result)
    {
        if (result.WriteJson is not { } write)
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Tests whether who asks wants bytes as they are: it says so, or has sent such.</summary>
    private static bool TakesOctets(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Any(type => type.MediaType.Equals(Octets, StringComparison.OrdinalIgnoreCase))
            || (accepted.All(type => type.MatchesAllTypes)
                && request.ContentType?.StartsWith(Octets, StringComparison.OrdinalIgnoreCase) is true);
    }

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body, bool isOctets)
    {
        var response = context.Response;
        if (body.IsEmpty && !isOctets)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        response.ContentType = isOctets ? Octets : "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Answers with the error of the guest's own: the arguments were of the right types, and the function says that it cannot do
    /// it.</summary>
    private static Task AnswerErrorAsync(HttpContext context, ReadOnlyMemory<byte> error)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (!error.IsEmpty)
        {
            using var document = JsonDocument.Parse(error, new JsonDocumentOptions { MaxDepth = 202 });
            extensions["error"] = document.RootElement.Clone();
        }

        return TypedResults.Problem(
            statusCode: StatusCodes.Status422UnprocessableEntity, title: "The function has answered with an error.",
            extensions: extensions).ExecuteAsync(context);
    }
}
