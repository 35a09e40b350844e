using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>An <c>outgoing-response</c>: what a guest answers.</summary>
internal sealed class OutgoingResponse(FieldList headers) : HostResource(headers.HeldBytes)
{
    internal FieldList Headers => headers;

    internal int Status { get; private set; } = 200;

    /// <summary>The body, once the guest has asked for it.</summary>
    internal OutgoingBody? Body { get; private set; }

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.OutgoingResponse;
        types.Resource(type);
        types.Function(
            "[constructor]outgoing-response",
            call => call.Own(type, new OutgoingResponse(Fields.Take(call[0]))));
        types.Method(type, "status-code", call => ComponentValue.FromU16((ushort)Of(call).Status));
        types.Method(type, "set-status-code", SetStatus);
        types.Method(type, "headers", call => Fields.View(call, Of(call).Headers, Of(call)));
        types.Method(type, "body", GetBody);
    }

    /// <summary>Finds what is wrong with the response as an answer to a request.</summary>
    /// <param name="method">The method of the request.</param>
    /// <returns>The error, or null.</returns>
    internal HttpError? Check(string method)
    {
        if (Status < 200 || !FieldRules.TryGetLength(headers, out var length))
        {
            return HttpError.Protocol;
        }

        // Without a body, the length is that of the body that GET would have (RFC 9110, section 8.6).
        return Body is null && length > 0 && method != "HEAD" && Status != 304 ? HttpError.BodySize(isRequest: false, 0) : null;
    }

    private static OutgoingResponse Of(InterfaceCall call) => call.Resource<OutgoingResponse>(0);

    /// <summary>Sets the status: one of a final response, or "early hints", the one informational that a guest may decide on.</summary>
    private static ComponentValue? SetStatus(InterfaceCall call)
    {
        var status = call[1].AsU16();
        if (status is not (103 or >= 200 and <= 599))
        {
            return ComponentValue.Error();
        }

        Of(call).Status = status;
        return ComponentValue.Ok();
    }

    private static ComponentValue? GetBody(InterfaceCall call)
    {
        var response = Of(call);
        if (response.Body is not null
            || !FieldRules.TryGetLength(response.Headers, out var length)
            || !response.TryHold(response.HeldBytes + BodyPipe.Capacity))
        {
            return ComponentValue.Error();
        }

        response.Body = new OutgoingBody(isRequest: false, length);
        return ComponentValue.Ok(call.Own(HttpResourceTypes.OutgoingBody, response.Body));
    }
}
