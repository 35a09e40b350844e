using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The package <c>wasi:http</c>. Its <c>incoming-handler</c> is what guests export (<see cref="WasiHttpHandler"/>).</summary>
internal static class HttpInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var types = define("wasi:http/types");
        types.Resource(ResourceTypes.InputStream);
        types.Resource(ResourceTypes.OutputStream);
        types.Resource("io-error", ResourceTypes.Error);
        types.Resource(ResourceTypes.Pollable);
        types.Function("http-error-code", call => call.Resource<IoError>(0).Failure.Code is HttpError error
            ? ComponentValue.Some(error.ToValue())
            : ComponentValue.None);
        Fields.Define(types);
        types.Resource("headers", HttpResourceTypes.Fields);
        types.Resource("trailers", HttpResourceTypes.Fields);
        IncomingRequest.Define(types);
        OutgoingRequest.Define(types);
        RequestOptions.Define(types);
        ResponseOutparam.Define(types);
        IncomingResponse.Define(types);
        IncomingBody.Define(types);
        FutureTrailers.Define(types);
        OutgoingResponse.Define(types);
        OutgoingBody.Define(types);
        FutureIncomingResponse.Define(types);
        DefineHandler(define("wasi:http/outgoing-handler"));
    }

    private static void DefineHandler(InterfaceDefinition handler)
    {
        handler.Resource(HttpResourceTypes.OutgoingRequest);
        handler.Resource(HttpResourceTypes.RequestOptions);
        handler.Resource(HttpResourceTypes.FutureIncomingResponse);
        handler.Function("handle", Handle);
    }

    private static ComponentValue? Handle(InterfaceCall call)
    {
        var request = call.Take<OutgoingRequest>(0);
        var options = call[1].AsOption() is { } given ? InterfaceCall.Take<RequestOptions>(given) : null;
        var (exchange, response) = (default(HttpExchange), default(Task<FieldList>));
        var error = call.Context.Services.Http is { } sender
            ? sender.TrySend(request, options ?? new RequestOptions(), out exchange, out response)
            : HttpError.Denied;
        if (error is not null)
        {
            // Nobody will read what the guest goes on writing.
            request.Body?.Pipe.CloseReader();
        }

        request.Drop();
        options?.Drop();
        return error is null
            ? ComponentValue.Ok(call.Own(HttpResourceTypes.FutureIncomingResponse, new FutureIncomingResponse(exchange!, response!)))
            : ComponentValue.Error(error.ToValue());
    }
}
