using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>Gives a request to a component that exports <c>wasi:http/handler</c>.</summary>
internal static class HandlerCall
{
    /// <summary>Has a request handled.</summary>
    /// <param name="handle">The function.</param>
    /// <param name="context">The context of the component.</param>
    /// <param name="scheduler">The pool.</param>
    /// <param name="request">The request.</param>
    /// <param name="headers">Its headers, as the guest sees them.</param>
    /// <param name="cancellation">Asks the component to end.</param>
    internal static async Task<WasiHttpResponse> HandleAsync(
        ComponentFunction handle, WasiContext context, TaskScheduler scheduler, WasiHttpRequest request, FieldList headers,
        CancellationToken cancellation)
    {
        var returned = new TaskCompletionSource<ComponentValue?>(TaskCreationOptions.RunContinuationsAsynchronously);

        // What a call that cannot begin does not take over ends here.
        using var given = context.Resources.Add(Request.Type, Request.Of(request, headers)).AsResource();
        var exit = handle.CallToExitAsync(
            new[] { ComponentValue.FromOwn(given) }, result => returned.TrySetResult(result), scheduler, cancellation);

        // Whoever has an error for an answer does not wait for the end, and others need not.
        exit.IgnoreFailure();
        await Task.WhenAny(returned.Task, exit).ConfigureAwait(false);
        var (isError, value) = (await (returned.Task.IsCompleted ? returned.Task : exit).ConfigureAwait(false))!.Value.AsResult();
        if (isError)
        {
            throw HttpError.OfValue(value!.Value).ToException();
        }

        var response = InterfaceCall.Take<Response>(value!.Value);
        try
        {
            return Answer(response, context, handle.Store, request.Method, exit);
        }
        finally
        {
            response.Drop();
        }
    }

    private static WasiHttpResponse Answer(Response response, WasiContext context, Store store, string method, Task exit)
    {
        if (response.Status < 200 || !FieldRules.TryGetLength(response.Headers, out var length))
        {
            response.FailSending(HttpError.Protocol);
            throw HttpError.Protocol.ToException();
        }

        var pipe = response.HasBody ? new BodyPipe() : null;
        var answer = new WasiHttpResponse(response.Status, response.Headers, pipe);
        if (pipe is not null)
        {
            BodySending.Begin(response, context, pipe, isRequest: false, length, new Waiter(store).Interruption);
        }
        else if (length > 0 && method != "HEAD" && response.Status != 304)
        {
            // Without a body, the length is that of the body that GET would have (RFC 9110, section 8.6).
            var error = HttpError.BodySize(isRequest: false, 0);
            response.FailSending(error);
            throw error.ToException();
        }
        else
        {
            response.EndSending(ComponentValue.Ok());
        }

        answer.Completion = FinishAsync(exit, pipe);
        answer.Completion.IgnoreFailure();
        return answer;
    }

    /// <summary>Waits until the guest has done all. Whatever comes of it, the body has an end.</summary>
    private static async Task FinishAsync(Task exit, BodyPipe? pipe)
    {
        try
        {
            await exit.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            pipe?.Fail(HttpError.Internal($"the guest has not come to its end: {exception.Message}").ToException());
            throw;
        }
    }
}
