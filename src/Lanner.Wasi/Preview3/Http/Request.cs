using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Http;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>A <c>request</c>.</summary>
/// <param name="headers">The headers.</param>
/// <param name="options">The options, or null.</param>
internal sealed class Request(FieldList headers, RequestOptions? options) : Message(headers)
{
    /// <summary>The type of handles.</summary>
    internal static HostResourceType Type { get; } = ResourceTypes.Create("request");

    internal string Method { get; private set; } = "GET";

    internal string? PathWithQuery { get; private set; }

    /// <summary>The scheme, or null.</summary>
    internal string? Scheme { get; private set; }

    internal string? Authority { get; private set; }

    internal RequestOptions? Options => options;

    /// <summary>A request of the host for a guest.</summary>
    internal static Request Of(WasiHttpRequest request, FieldList headers) => new(headers, options: null)
    {
        Method = request.Method,
        PathWithQuery = request.PathWithQuery,
        Scheme = request.Scheme?.ToLowerInvariant(),
        Authority = request.FindAuthority(),
        HostBody = new BodyOfHost(new RequestOrigin(request), Timeout.InfiniteTimeSpan),
    };

    internal static void Define(InterfaceDefinition types)
    {
        types.Resource(Type);
        types.Function("[static]request.new", New);
        types.Function("[static]request.consume-body", ConsumeBody<Request>);
        types.Method(Type, "get-method", call => MessageTerms.OfMethod(Of(call).Method));
        types.Method(Type, "set-method", call => Set(call, MessageTerms.ToMethod(call[1]), (request, text) => request.Method = text!));
        types.Method(Type, "get-path-with-query", call => MessageTerms.OfText(Of(call).PathWithQuery));
        types.Method(Type, "set-path-with-query", SetPathWithQuery);
        types.Method(Type, "get-scheme", call => Of(call).Scheme is { } scheme
            ? ComponentValue.Some(MessageTerms.OfScheme(scheme))
            : ComponentValue.None);
        types.Method(Type, "set-scheme", SetScheme);
        types.Method(Type, "get-authority", call => MessageTerms.OfText(Of(call).Authority));
        types.Method(Type, "set-authority", SetAuthority);
        types.Method(Type, "get-options", call => Of(call).Options is { } given
            ? ComponentValue.Some(call.Own(HttpResourceTypes.RequestOptions, given.Copy(isMutable: false)))
            : ComponentValue.None);
        types.Method(Type, "get-headers", call => HeadersOf<Request>(call));
    }

    private static Request Of(InterfaceCall call) => call.Resource<Request>(0);

    private static ComponentValue? New(InterfaceCall call)
    {
        var options = call[3].AsOption() is { } given ? InterfaceCall.Take<RequestOptions>(given) : null;
        var request = new Request(Fields.Take(call[0]), options?.Copy(isMutable: false))
        {
            Contents = call[1].AsOption()?.AsStream(),
            Trailers = call[2].AsFuture(),
        };
        options?.Drop();
        return ComponentValue.FromTuple(
            call.Own(Type, request), ComponentValue.FromFuture(ComponentFuture.FromTask(request.Sent)));
    }

    private static ComponentValue Set(InterfaceCall call, string? text, Action<Request, string?> set)
    {
        if (text is null)
        {
            return ComponentValue.Error();
        }

        set(Of(call), text);
        return ComponentValue.Ok();
    }

    private static ComponentValue? SetPathWithQuery(InterfaceCall call)
    {
        var text = call[1].AsOption()?.AsString();
        var request = Of(call);
        if ((text is not null && !RequestTarget.IsRelativePath(text))
            || !request.TryHold(request.HeldBytes + SizeOf(text) - SizeOf(request.PathWithQuery)))
        {
            return ComponentValue.Error();
        }

        request.PathWithQuery = text is "" ? "/" : text;
        return ComponentValue.Ok();
    }

    private static long SizeOf(string? text) => (long)sizeof(char) * (text?.Length ?? 0);

    private static ComponentValue? SetScheme(InterfaceCall call)
    {
        if (call[1].AsOption() is { } given)
        {
            // It stays as it is written.
            var (label, name) = given.AsVariant();
            return Set(
                call,
                MessageTerms.ToScheme(given) is { } scheme ? label == "other" ? name!.Value.AsString() : scheme : null,
                (request, text) => request.Scheme = text);
        }

        Of(call).Scheme = null;
        return ComponentValue.Ok();
    }

    private static ComponentValue? SetAuthority(InterfaceCall call)
    {
        var text = call[1].AsOption()?.AsString();
        if (text is not null && !RequestTarget.IsAuthorityWithUser(text))
        {
            return ComponentValue.Error();
        }

        Of(call).Authority = text;
        return ComponentValue.Ok();
    }
}
