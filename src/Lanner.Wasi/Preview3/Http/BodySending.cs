using Lanner.Components;
using Lanner.Wasi.Preview2.Http;
using Lanner.Wasi.Preview3.Streams;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview3.Http;

/// <summary>Moves the body of a message to whoever sends or reads it.</summary>
internal static class BodySending
{
    private const int ChunkBytes = 16 << 10;

    /// <summary>Begins to move the body. How it ends is said to the future of the message.</summary>
    /// <param name="message">The message, which has a body.</param>
    /// <param name="context">The context of the guest.</param>
    /// <param name="pipe">The way of the bytes.</param>
    /// <param name="isRequest">True for the body of a request.</param>
    /// <param name="length">The declared length, or null.</param>
    /// <param name="interruption">The interruption of the guest.</param>
    /// <exception cref="TrapException">The guest writes too many streams.</exception>
    internal static void Begin(
        Message message, WasiContext context, BodyPipe pipe, bool isRequest, long? length, CancellationToken interruption)
    {
        message.Take();
        var sending = message.HostBody is { } body
            ? CopyAsync(body, pipe, context.End)
            : Transfer.Begin(context, message.Contents!, new PipeSink(pipe, message, isRequest, length), interruption);
        sending.IgnoreFailure();
        sending.ContinueWith(
            static (ended, message) => ((Message)message!).EndSending(ended.IsCompletedSuccessfully
                ? ended.Result
                : ComponentValue.Error(HttpError.Terminated.ToValue())),
            message,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Passes on a body that comes from outside, as long as somebody reads.</summary>
    private static async Task<ComponentValue> CopyAsync(BodyOfHost body, BodyPipe pipe, CancellationToken end)
    {
        try
        {
            var chunk = new byte[ChunkBytes];
            while (!pipe.HasNoReader && await body.ReadAsync(chunk, end).ConfigureAwait(false) is > 0 and var count)
            {
                for (var written = 0; written < count && !pipe.HasNoReader;)
                {
                    await pipe.WhenWritable().WaitAsync(end).ConfigureAwait(false);
                    var length = int.Min(count - written, pipe.Room);
                    pipe.Write(chunk.AsSpan(written, length));
                    written += length;
                }
            }

            if (pipe.HasNoReader)
            {
                return ComponentValue.Error(HttpError.Terminated.ToValue());
            }

            pipe.Complete(body.Origin.Trailers);
            return ComponentValue.Ok();
        }
        catch (WasiHttpException exception)
        {
            pipe.Fail(exception);
            return ComponentValue.Error(exception.Error.ToValue());
        }
        finally
        {
            pipe.Fail(HttpError.Terminated.ToException());
            body.Origin.Close();
        }
    }
}
