using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>An <c>incoming-request</c>: what the host asks of a guest.</summary>
internal sealed class IncomingRequest(WasiHttpRequest request, FieldList headers) : HostResource(headers.HeldBytes)
{
    private bool _isConsumed;

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.IncomingRequest;
        types.Resource(type);
        types.Method(type, "method", call => MessageTerms.OfMethod(Of(call).Request.Method));
        types.Method(type, "path-with-query", call => MessageTerms.OfText(Of(call).Request.PathWithQuery));
        types.Method(type, "scheme", call => Of(call).Request.Scheme is { } scheme
            ? ComponentValue.Some(MessageTerms.OfScheme(scheme.ToLowerInvariant()))
            : ComponentValue.None);
        types.Method(type, "authority", call => MessageTerms.OfText(Of(call).Request.FindAuthority()));
        types.Method(type, "headers", call => Fields.View(call, Of(call).Headers, Of(call)));
        types.Method(type, "consume", Consume);
    }

    private WasiHttpRequest Request => request;

    private FieldList Headers => headers;

    private static IncomingRequest Of(InterfaceCall call) => call.Resource<IncomingRequest>(0);

    private static ComponentValue? Consume(InterfaceCall call)
    {
        var incoming = Of(call);
        if (incoming._isConsumed)
        {
            return ComponentValue.Error();
        }

        incoming._isConsumed = true;
        var body = new IncomingBody(new BodySource(new RequestOrigin(incoming.Request), Timeout.InfiniteTimeSpan));
        return ComponentValue.Ok(call.Own(HttpResourceTypes.IncomingBody, body));
    }
}
