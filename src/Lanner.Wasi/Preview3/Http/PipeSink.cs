using Lanner.Components;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview3.Streams;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>Takes the body of a message of a guest to whoever sends or reads it, and the trailers behind it.</summary>
/// <param name="pipe">The way of the bytes, which is broken off where the guest does not keep what the headers say.</param>
/// <param name="message">The message.</param>
/// <param name="isRequest">True for the body of a request.</param>
/// <param name="length">The declared length, or null.</param>
internal sealed class PipeSink(BodyPipe pipe, Message message, bool isRequest, long? length) : ByteSink
{
    private long _written;

    internal override async ValueTask<ComponentValue?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken end)
    {
        _written += bytes.Length;
        if (_written > length)
        {
            return Fail(HttpError.BodySize(isRequest, _written));
        }

        while (!bytes.IsEmpty)
        {
            await pipe.WhenWritable().WaitAsync(end).ConfigureAwait(false);
            if (pipe.HasNoReader)
            {
                return HttpError.Terminated.ToValue();
            }

            var count = int.Min(bytes.Length, pipe.Room);
            pipe.Write(bytes.Span[..count]);
            bytes = bytes[count..];
        }

        return null;
    }

    internal override async ValueTask<ComponentValue?> FinishAsync(CancellationToken end)
    {
        if (length is { } declared && declared != _written)
        {
            return Fail(HttpError.BodySize(isRequest, _written));
        }

        var (isError, value) = (await message.Trailers!.ReadAsync(end).ConfigureAwait(false))!.Value.AsResult();
        if (isError)
        {
            return Fail(HttpError.OfValue(value!.Value));
        }

        var trailers = value!.Value.AsOption() is { } given ? Fields.Take(given) : null;
        if (isRequest && trailers is { Count: > 0 } && (length is not null || trailers.Get("content-length").Any()))
        {
            // They come behind chunks, and say nothing about where these end (RFC 9110, section 6.5.1).
            return Fail(HttpError.Protocol);
        }

        pipe.Complete(trailers);
        return null;
    }

    internal override void Release()
    {
        message.Trailers!.Dispose();
        pipe.Fail((isRequest ? HttpError.Terminated : new HttpError("HTTP-response-incomplete")).ToException());
    }

    private ComponentValue Fail(HttpError error)
    {
        pipe.Fail(error.ToException());
        return error.ToValue();
    }
}
