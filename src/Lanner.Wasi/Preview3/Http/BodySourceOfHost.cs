using Lanner.Components;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview3.Streams;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>The body of a message that comes from outside, as a guest reads it. The trailers come behind it.</summary>
internal sealed class BodySourceOfHost(WasiContext context, BodyOfHost body) : ByteSource
{
    /// <summary>The trailers, which count for the guest until somebody takes them from here.</summary>
    private FieldList? _trailers;
    private volatile bool _isEndForgotten;
    private bool _isClosed;

    protected override async ValueTask<int> ReadChunkAsync(Memory<byte> room, CancellationToken cancellation)
    {
        try
        {
            var count = await body.ReadAsync(room, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                KeepTrailers();
            }

            return count;
        }
        catch (WasiHttpException exception)
        {
            return Fail(exception.Error.ToValue());
        }
    }

    /// <summary>The trailers, where the guest has read as far as that.</summary>
    protected override ComponentValue EndOfBytes() => ComponentValue.Ok(TakeTrailers() is { } trailers
        ? ComponentValue.Some(context.Resources.Add(HttpResourceTypes.Fields, new Fields(trailers, isMutable: false)))
        : ComponentValue.None);

    protected override void ForgetEnd()
    {
        _isEndForgotten = true;
        TakeTrailers();
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

    /// <summary>Keeps the trailers for a guest that asks for them.</summary>
    /// <exception cref="WasiHttpException">There are too many.</exception>
    private void KeepTrailers()
    {
        if (body.Origin.Trailers is not { Count: > 0 } trailers)
        {
            return;
        }

        if (!context.Resources.TryHold(trailers.HeldBytes))
        {
            throw HttpError.Internal("the guest's resources keep too much for these trailers (MaximumResourceBytes)").ToException();
        }

        Interlocked.Exchange(ref _trailers, trailers);
        if (_isEndForgotten)
        {
            TakeTrailers();
        }
    }

    private FieldList? TakeTrailers()
    {
        var trailers = Interlocked.Exchange(ref _trailers, null);
        context.Resources.TryHold(-trailers?.HeldBytes ?? 0);
        return trailers;
    }
}
