using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>An <c>incoming-response</c>: the answer to a request that a guest has sent.</summary>
internal sealed class IncomingResponse(HttpExchange exchange, FieldList headers) : HostResource(headers.HeldBytes)
{
    private bool _isConsumed;

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.IncomingResponse;
        types.Resource(type);
        types.Method(type, "status", call => ComponentValue.FromU16((ushort)Of(call).Exchange.Status));
        types.Method(type, "headers", call => Fields.View(call, Of(call).Headers, Of(call)));
        types.Method(type, "consume", Consume);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isConsumed)
        {
            exchange.Close();
        }

        base.Dispose(disposing);
    }

    private HttpExchange Exchange => exchange;

    private FieldList Headers => headers;

    private static IncomingResponse Of(InterfaceCall call) => call.Resource<IncomingResponse>(0);

    private static ComponentValue? Consume(InterfaceCall call)
    {
        var response = Of(call);
        if (response._isConsumed)
        {
            return ComponentValue.Error();
        }

        response._isConsumed = true;
        var body = new IncomingBody(new BodySource(response.Exchange, response.Exchange.BetweenBytesTimeout));
        return ComponentValue.Ok(call.Own(HttpResourceTypes.IncomingBody, body));
    }
}
