using Lanner.Components;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview3.Streams;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>The body of a message that comes from outside, as a guest reads it. The trailers come behind it.</summary>
internal sealed class BodySourceOfHost(WasiContext context, BodyOfHost body) : ByteSource
{
    private bool _isAtEnd;
    private bool _isClosed;

    protected override async ValueTask<int> ReadChunkAsync(Memory<byte> room, CancellationToken cancellation)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(body.Timeout);
        try
        {
            var count = await body.Origin.Stream.ReadAsync(room, timed.Token).ConfigureAwait(false);
            _isAtEnd = count == 0;
            return count;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail(HttpError.ReadTimeout.ToValue());
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return Fail(body.Origin.Explain(exception).ToValue());
        }
    }

    /// <summary>The trailers, where the guest has read as far as that.</summary>
    protected override ComponentValue EndOfBytes()
    {
        if (!_isAtEnd)
        {
            return ComponentValue.Ok(ComponentValue.None);
        }

        try
        {
            return ComponentValue.Ok(body.Origin.Trailers is not { Count: > 0 } trailers
                ? ComponentValue.None
                : ComponentValue.Some(context.Resources.Add(HttpResourceTypes.Fields, new Fields(trailers, isMutable: false))));
        }
        catch (WasiHttpException exception)
        {
            return ComponentValue.Error(exception.Error.ToValue());
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            body.Origin.Close();
        }
    }
}
