using Lanner.Components;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>A <c>response-outparam</c>: the place for the answer to one request.</summary>
/// <param name="request">The request.</param>
internal sealed class ResponseOutparam(WasiHttpRequest request) : HostResource
{
    private readonly TaskCompletionSource<WasiHttpResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer that the host is not told of yet: see <see cref="HeldResponses"/>.</summary>
    private WasiHttpResponse? _held;

    /// <summary>The answer.</summary>
    internal Task<WasiHttpResponse> Response => _response.Task;

    /// <summary>The place in <see cref="HeldResponses"/>.</summary>
    internal HeldResponses.Place Place { get; } = new();

    /// <summary>The body of the response, if it has one.</summary>
    internal OutgoingBody? Body { get; private set; }

    internal static void Define(InterfaceDefinition types)
    {
        var type = HttpResourceTypes.ResponseOutparam;
        types.Resource(type);
        types.Method(type, "send-informational", SendInformational);
        types.Function("[static]response-outparam.set", Set);
    }

    /// <summary>Gives up waiting for the answer: it does no harm when it comes.</summary>
    internal void Cancel(CancellationToken cancellation)
    {
        _response.TrySetCanceled(cancellation);
        Release();
    }

    /// <summary>Tells the host of the answer, if there is one that it has not been told of.</summary>
    internal void Release()
    {
        if (Interlocked.Exchange(ref _held, null) is { } answer)
        {
            HeldResponses.Remove(this);
            Give(answer);
        }
    }

    /// <summary>Fails, if there is no answer yet.</summary>
    internal void Fail(Exception exception)
    {
        Release();
        _response.TrySetException(exception);
    }

    /// <summary>Fails, if there is no answer yet. Nearly always there is one, and an exception takes its time.</summary>
    /// <param name="reason">The reason for which there will be none.</param>
    internal void FailUnlessAnswered(string reason)
    {
        if (Volatile.Read(ref _held) is null && !_response.Task.IsCompleted)
        {
            Fail(HttpError.Internal(reason).ToException());
        }
    }

    protected override void Dispose(bool disposing)
    {
        FailUnlessAnswered("the guest has dropped the place for the response");
        base.Dispose(disposing);
    }

    private static ComponentValue? SendInformational(InterfaceCall call)
    {
        var (outparam, status, headers) = (call.Resource<ResponseOutparam>(0), call[1].AsU16(), Fields.Take(call[2]));

        // The others (RFC 9110, section 15.2) say something about the connection, which is the host's.
        if (status != 103)
        {
            return ComponentValue.Error(HttpError.Protocol.ToValue());
        }

        if (outparam.Request.SendInformational is not { } send)
        {
            return ComponentValue.Error(HttpError.Internal("informational responses cannot be sent here").ToValue());
        }

        send(status, headers.ToPairs());
        return ComponentValue.Ok();
    }

    private static ComponentValue? Set(InterfaceCall call)
    {
        var outparam = call.Take<ResponseOutparam>(0);
        var (isError, value) = call[1].AsResult();
        if (isError)
        {
            outparam.Fail(HttpError.OfValue(value!.Value).ToException());
        }
        else
        {
            var response = InterfaceCall.Take<OutgoingResponse>(value!.Value);
            outparam.Set(response);
            response.Drop();
        }

        outparam.Drop();
        return null;
    }

    private WasiHttpRequest Request => request;

    private void Set(OutgoingResponse response)
    {
        if (response.Check(request.Method) is { } error)
        {
            response.Body?.Fail(error);
            Fail(error.ToException());
            return;
        }

        Body = response.Body;
        var answer = new WasiHttpResponse(response.Status, response.Headers, Body?.Pipe);
        if (Body is null || Body.Pipe.IsEnded || _response.Task.IsCompleted)
        {
            Give(answer);
            return;
        }

        Volatile.Write(ref _held, answer);
        HeldResponses.Add(this);
        Body.Pipe.ReaderNeeded = Release;
    }

    private void Give(WasiHttpResponse answer)
    {
        if (!_response.TrySetResult(answer))
        {
            // The host has given up: nobody reads the body.
            Body?.Pipe.CloseReader();
        }
    }
}
