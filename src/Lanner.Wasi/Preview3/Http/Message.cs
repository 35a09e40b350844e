using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview3.Streams;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>A <c>request</c> or <c>response</c>, of a guest or of the host.</summary>
/// <param name="headers">The headers, which do not change any more.</param>
internal abstract class Message(FieldList headers) : HostResource(headers.HeldBytes)
{
    private readonly TaskCompletionSource<ComponentValue> _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isTaken;

    internal FieldList Headers => headers;

    /// <summary>The body that the guest gives; null where there is none, or it is the host's.</summary>
    internal ComponentStream? Contents { get; init; }

    /// <summary>The future of the trailers that the guest gives; null where they are the host's.</summary>
    internal ComponentFuture? Trailers { get; init; }

    /// <summary>The body that the host gives; null for one of a guest.</summary>
    internal BodyOfHost? HostBody { get; init; }

    /// <summary>True if it has a body.</summary>
    internal bool HasBody => HostBody is not null || Contents is not null;

    /// <summary>The <c>result</c> of sending it.</summary>
    internal Task<ComponentValue> Sent => _sent.Task;

    /// <summary>Says how sending it has ended.</summary>
    internal void EndSending(in ComponentValue result) => _sent.TrySetResult(result);

    /// <summary>Says that sending it has failed.</summary>
    internal void FailSending(HttpError error) => EndSending(ComponentValue.Error(error.ToValue()));

    /// <summary>Takes the contents away, for somebody who sends them.</summary>
    internal void Take() => _isTaken = true;

    /// <summary>The headers for a guest, which may outlive the message and so hold their bytes themselves.</summary>
    protected static ComponentValue HeadersOf<T>(InterfaceCall call)
        where T : Message =>
        call.Own(HttpResourceTypes.Fields, new Fields(call.Resource<T>(0).Headers, isMutable: false));

    /// <summary>Passes the body to a guest, which has no message any more then.</summary>
    protected static ComponentValue? ConsumeBody<T>(InterfaceCall call)
        where T : Message
    {
        // What the guest says about its handling is for nobody.
        call[1].AsFuture().Dispose();
        var message = call.Take<T>(0);
        message._isTaken = true;
        var ends = message.HostBody is { } body
            ? new BodySourceOfHost(call.Context, body).PassTo(call.Context)
            : ComponentValue.FromTuple(
                ComponentValue.FromStream(message.Contents ?? ComponentStream.FromStream(Stream.Null)),
                ComponentValue.FromFuture(message.Trailers!));
        message.EndSending(ComponentValue.Ok());
        message.Drop();
        return ends;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isTaken)
        {
            FailSending(HttpError.Internal("the message was dropped"));
            Contents?.Dispose();
            Trailers?.Dispose();
            HostBody?.Origin.Close();
        }

        base.Dispose(disposing);
    }
}
