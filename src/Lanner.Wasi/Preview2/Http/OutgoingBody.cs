using Lanner.Components;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>An <c>outgoing-body</c>: what a guest writes, with the length that it has declared. The bytes that are on their way count for
/// it as for its message, since each may outlive the other.</summary>
/// <param name="isRequest">True for the body of a request.</param>
/// <param name="length">The declared length, or null.</param>
internal sealed class OutgoingBody(bool isRequest, long? length) : HostResource(BodyPipe.Capacity)
{
    private long _written;
    private bool _hasStream;

    internal BodyPipe Pipe { get; } = new();

    /// <summary>Why nothing can be written any more, or null.</summary>
    internal IoFailure? Failure { get; private set; }

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.OutgoingBody;
        types.Resource(type);
        types.Method(type, "write", GetStream);
        types.Function("[static]outgoing-body.finish", Finish);
    }

    /// <summary>Writes within the room of the pipe.</summary>
    /// <returns>False if that is more than was declared.</returns>
    internal bool Write(ReadOnlySpan<byte> bytes)
    {
        _written += bytes.Length;
        if (_written > length)
        {
            Fail(HttpError.BodySize(isRequest, _written));
            return false;
        }

        Pipe.Write(bytes);
        return true;
    }

    /// <summary>Breaks the body off, unless it has ended.</summary>
    /// <param name="error">The error that the guest sees.</param>
    /// <param name="cause">The exception that has ended the guest, for the host; null for none.</param>
    internal void Fail(HttpError error, Exception? cause = null)
    {
        if (Pipe.IsEnded)
        {
            return;
        }

        Failure ??= error.ToFailure();
        Pipe.Fail(error.ToException(cause));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Fail(isRequest ? HttpError.Terminated : new HttpError("HTTP-response-incomplete"));
        }

        base.Dispose(disposing);
    }

    private static ComponentValue? GetStream(InterfaceCall call)
    {
        var body = call.Resource<OutgoingBody>(0);
        if (body._hasStream)
        {
            return ComponentValue.Error();
        }

        body._hasStream = true;
        return ComponentValue.Ok(call.Own(ResourceTypes.OutputStream, new OutputStream(new BodySink(body)), parent: body));
    }

    private static ComponentValue? Finish(InterfaceCall call)
    {
        var body = call.Take<OutgoingBody>(0);
        var trailers = call[1].AsOption() is { } given ? Fields.Take(given) : null;
        var error = body.End(trailers);
        body.Drop();
        return error is null ? ComponentValue.Ok() : ComponentValue.Error(error.ToValue());
    }

    private HttpError? End(FieldList? trailers)
    {
        if (Failure?.Code is HttpError failure)
        {
            return failure;
        }

        // .NET sends none, and they must not get lost unseen.
        var error = length is { } declared && declared != _written ? HttpError.BodySize(isRequest, _written)
            : isRequest && trailers is { Count: > 0 } ? HttpError.Internal("trailers of requests cannot be sent")
            : null;
        if (error is null)
        {
            Pipe.Complete(trailers);
        }
        else
        {
            Fail(error);
        }

        return error;
    }
}
