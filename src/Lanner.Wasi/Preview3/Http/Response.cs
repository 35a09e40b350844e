using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Http;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>A <c>response</c>.</summary>
internal sealed class Response(FieldList headers) : Message(headers)
{
    /// <summary>The type of handles.</summary>
    internal static HostResourceType Type { get; } = ResourceTypes.Create("response");

    internal int Status { get; private set; } = 200;

    /// <summary>The answer to a request that a guest has sent.</summary>
    internal static Response Of(HttpExchange exchange, FieldList headers) => new(headers)
    {
        Status = exchange.Status,
        HostBody = new BodyOfHost(exchange, exchange.BetweenBytesTimeout),
    };

    internal static void Define(InterfaceDefinition types)
    {
        types.Resource(Type);
        types.Function("[static]response.new", New);
        types.Function("[static]response.consume-body", ConsumeBody<Response>);
        types.Method(Type, "get-status-code", call => ComponentValue.FromU16((ushort)Of(call).Status));
        types.Method(Type, "set-status-code", SetStatus);
        types.Method(Type, "get-headers", call => HeadersOf<Response>(call));
    }

    private static Response Of(InterfaceCall call) => call.Resource<Response>(0);

    private static ComponentValue? New(InterfaceCall call)
    {
        var response = new Response(Fields.Take(call[0]))
        {
            Contents = call[1].AsOption()?.AsStream(),
            Trailers = call[2].AsFuture(),
        };
        return ComponentValue.FromTuple(
            call.Own(Type, response), ComponentValue.FromFuture(ComponentFuture.FromTask(response.Sent)));
    }

    private static ComponentValue? SetStatus(InterfaceCall call)
    {
        var status = call[1].AsU16();
        if (status is < 100 or > 599)
        {
            return ComponentValue.Error();
        }

        Of(call).Status = status;
        return ComponentValue.Ok();
    }
}
