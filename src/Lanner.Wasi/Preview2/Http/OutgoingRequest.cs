using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>An <c>outgoing-request</c>.</summary>
internal sealed class OutgoingRequest(FieldList headers) : HostResource(headers.HeldBytes)
{
    internal string Method { get; private set; } = "GET";

    internal string? PathWithQuery { get; private set; }

    /// <summary>The scheme in lower case, or null.</summary>
    internal string? Scheme { get; private set; }

    internal string? Authority { get; private set; }

    internal FieldList Headers => headers;

    /// <summary>The body, once the guest has asked for it.</summary>
    internal OutgoingBody? Body { get; private set; }

    /// <summary>The head of a request of WASI 0.3, of which nobody has a handle.</summary>
    internal static OutgoingRequest Of(FieldList headers, string method, string? scheme, string? authority, string? pathWithQuery) =>
        new(headers) { Method = method, Scheme = scheme, Authority = authority, PathWithQuery = pathWithQuery };

    /// <summary>True if trailers may come behind the body, which .NET sends by HTTP/1.1 (<see cref="RequestTrailers"/>).</summary>
    internal bool MayHaveTrailers { get; private set; }

    /// <summary>Makes a body.</summary>
    internal OutgoingBody OpenBody(long? length) => Body = new OutgoingBody(isRequest: true, length);

    /// <summary>Makes a body, for somebody else to fill, with trailers where its length is not declared.</summary>
    internal OutgoingBody OpenBodyWithTrailers(long? length)
    {
        MayHaveTrailers = length is null;
        return OpenBody(length);
    }

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.OutgoingRequest;
        types.Resource(type);
        types.Function("[constructor]outgoing-request", call => call.Own(type, new OutgoingRequest(Fields.Take(call[0]))));
        types.Method(type, "body", GetBody);
        types.Method(type, "method", call => MessageTerms.OfMethod(Of(call).Method));
        types.Method(type, "set-method", call => Finish(MessageTerms.ToMethod(call[1]) is { } method && Of(call).SetMethod(method)));
        types.Method(type, "path-with-query", call => MessageTerms.OfText(Of(call).PathWithQuery));
        types.Method(type, "set-path-with-query", call => Finish(Of(call).SetPathWithQuery(call[1].AsOption()?.AsString())));
        types.Method(type, "scheme", call => Of(call).Scheme is { } scheme
            ? ComponentValue.Some(MessageTerms.OfScheme(scheme))
            : ComponentValue.None);
        types.Method(type, "set-scheme", call => Finish(Of(call).SetScheme(call[1].AsOption())));
        types.Method(type, "authority", call => MessageTerms.OfText(Of(call).Authority));
        types.Method(type, "set-authority", call => Finish(Of(call).SetAuthority(call[1].AsOption()?.AsString())));
        types.Method(type, "headers", call => Fields.View(call, Of(call).Headers, Of(call)));
    }

    private static OutgoingRequest Of(InterfaceCall call) => call.Resource<OutgoingRequest>(0);

    private static ComponentValue Finish(bool isRight) => isRight ? ComponentValue.Ok() : ComponentValue.Error();

    private static ComponentValue? GetBody(InterfaceCall call)
    {
        var request = Of(call);
        if (request.Body is not null
            || !FieldRules.TryGetLength(request.Headers, out var length)
            || !request.TryHold(request.HeldBytes + BodyPipe.Capacity))
        {
            return ComponentValue.Error();
        }

        return ComponentValue.Ok(call.Own(HttpResourceTypes.OutgoingBody, request.OpenBody(length)));
    }

    private bool SetMethod(string method)
    {
        Method = method;
        return true;
    }

    private bool SetPathWithQuery(string? text)
    {
        var isRight = (text is null || RequestTarget.IsPathWithQuery(text)) && TryHold(HeldBytes + SizeOf(text) - SizeOf(PathWithQuery));
        PathWithQuery = isRight ? text : PathWithQuery;
        return isRight;
    }

    private static long SizeOf(string? text) => (long)sizeof(char) * (text?.Length ?? 0);

    private bool SetScheme(ComponentValue? value)
    {
        var scheme = value is { } given ? MessageTerms.ToScheme(given) : null;
        var isRight = value is null || scheme is not null;
        Scheme = isRight ? scheme : Scheme;
        return isRight;
    }

    private bool SetAuthority(string? text)
    {
        var isRight = text is null || RequestTarget.IsAuthority(text);
        Authority = isRight ? text : Authority;
        return isRight;
    }
}
