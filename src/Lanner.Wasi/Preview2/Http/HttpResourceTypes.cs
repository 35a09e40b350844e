using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The types of handles of <c>wasi:http/types</c>.</summary>
internal static class HttpResourceTypes
{
    internal static HostResourceType Fields { get; } = ResourceTypes.Create("fields");

    internal static HostResourceType IncomingRequest { get; } = ResourceTypes.Create("incoming-request");

    internal static HostResourceType OutgoingRequest { get; } = ResourceTypes.Create("outgoing-request");

    internal static HostResourceType RequestOptions { get; } = ResourceTypes.Create("request-options");

    internal static HostResourceType ResponseOutparam { get; } = ResourceTypes.Create("response-outparam");

    internal static HostResourceType IncomingResponse { get; } = ResourceTypes.Create("incoming-response");

    internal static HostResourceType IncomingBody { get; } = ResourceTypes.Create("incoming-body");

    internal static HostResourceType FutureTrailers { get; } = ResourceTypes.Create("future-trailers");

    internal static HostResourceType OutgoingResponse { get; } = ResourceTypes.Create("outgoing-response");

    internal static HostResourceType OutgoingBody { get; } = ResourceTypes.Create("outgoing-body");

    internal static HostResourceType FutureIncomingResponse { get; } = ResourceTypes.Create("future-incoming-response");
}
