using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The host's side of the stream of an <see cref="OutgoingBody"/>. What is written is there for its reader at once, so that there
/// is nothing to flush: were that to wait for a reader, a guest could write no body before it sends the request.</summary>
internal sealed class BodySink(OutgoingBody body) : OutputSink
{
    public override bool IsReady => Status != StreamStatus.Open || body.Pipe.Room > 0;

    public override WakeUp WakeUp => WakeUp.ByTask(body.Pipe.WhenWritable());

    internal override IoFailure? Failure => body.Failure;

    private StreamStatus Status =>
        body.Failure is not null ? StreamStatus.Failed
        : body.Pipe.HasNoReader ? StreamStatus.Closed
        : StreamStatus.Open;

    internal override StreamStatus Check(out int permit)
    {
        permit = Status == StreamStatus.Open ? body.Pipe.Room : 0;
        return Status;
    }

    internal override StreamStatus Write(ReadOnlySpan<byte> bytes, Waiter waiter)
    {
        if (Status == StreamStatus.Open)
        {
            body.Write(bytes);
        }

        return Status;
    }

    internal override StreamStatus Flush(Waiter waiter) => Status;
}
