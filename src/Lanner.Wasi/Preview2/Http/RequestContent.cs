using System.Buffers;
using System.Net;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The body of a request as .NET sends it.</summary>
/// <param name="pipe">The bytes that the guest writes; null for an empty body.</param>
/// <param name="length">The declared length, or null.</param>
internal sealed class RequestContent(BodyPipe? pipe, long? length) : HttpContent
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isWritten;

    /// <summary>Ends when nothing of the body is sent any more.</summary>
    internal Task Sent => pipe is null ? Task.CompletedTask : _sent.Task;

    /// <summary>The trailers, once all else of a body was sent whose length was not declared; otherwise null.</summary>
    internal FieldList? FinalTrailers =>
        length is null && _isWritten && pipe?.Trailers is { Count: > 0 } trailers ? trailers : null;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (pipe is null)
        {
            return;
        }

        var room = ArrayPool<byte>.Shared.Rent(16 << 10);
        try
        {
            while (await pipe.ReadAsync(room, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                await stream.WriteAsync(room.AsMemory(0, count), cancellationToken).ConfigureAwait(false);

                // The peer sees what there is, however long the guest takes for more.
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            _isWritten = true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
            pipe.CloseReader();
            _sent.TrySetResult();
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null || pipe is null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipe?.CloseReader();
            _sent.TrySetResult();
        }

        base.Dispose(disposing);
    }
}
