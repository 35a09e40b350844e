using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Http;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>The package <c>wasi:http</c>. Its <c>handler</c> is what guests export (<see cref="WasiHttpHandler"/>).</summary>
internal static class Preview3HttpInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var types = define("wasi:http/types");
        Fields.Define(types);
        types.Resource("headers", HttpResourceTypes.Fields);
        types.Resource("trailers", HttpResourceTypes.Fields);
        RequestOptions.Define(types);
        Request.Define(types);
        Response.Define(types);
        var client = define("wasi:http/client");
        client.Resource(Request.Type);
        client.Resource(Response.Type);
        client.AsyncFunction("send", Send);
    }

    private static ValueTask<ComponentValue?> Send(InterfaceCall call, CancellationToken cancellation)
    {
        var request = call.Take<Request>(0);
        var error = TryBegin(call, request, out var exchange, out var response);
        if (error is not null)
        {
            request.FailSending(error);
            request.Drop();
            return new(ComponentValue.Error(error.ToValue()));
        }

        return FinishAsync(call.Context, request, exchange!, response!, cancellation);
    }

    private static HttpError? TryBegin(
        InterfaceCall call, Request request, out HttpExchange? exchange, out Task<FieldList>? response)
    {
        (exchange, response) = (null, null);
        if (call.Context.Services.Http is not { } sender)
        {
            return HttpError.Denied;
        }

        if (!FieldRules.TryGetLength(request.Headers, out var length))
        {
            return HttpError.Protocol;
        }

        var scheme = request.Scheme?.ToLowerInvariant();
        var head = OutgoingRequest.Of(request.Headers, request.Method, scheme, request.Authority, request.PathWithQuery);
        var body = request.HasBody ? head.OpenBodyWithTrailers(length) : null;
        var error = sender.TrySend(head, request.Options ?? new RequestOptions(), out exchange, out response);
        if (error is not null || body is null)
        {
            return error;
        }

        BodySending.Begin(request, call.Context, body.Pipe, isRequest: true, length, call.Waiter.Interruption);
        return null;
    }

    private static async ValueTask<ComponentValue?> FinishAsync(
        WasiContext context, Request request, HttpExchange exchange, Task<FieldList> response, CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(static exchange => ((HttpExchange)exchange!).Cancel(), exchange);
        try
        {
            var headers = await response.ConfigureAwait(false);
            if (!request.HasBody)
            {
                request.EndSending(ComponentValue.Ok());
            }

            return ComponentValue.Ok(context.Resources.Add(Response.Type, Response.Of(exchange, headers)));
        }
        catch (WasiHttpException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            request.FailSending(exception.Error);
            return ComponentValue.Error(exception.Error.ToValue());
        }
        finally
        {
            request.Drop();
        }
    }
}
