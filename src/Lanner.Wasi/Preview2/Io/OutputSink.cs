using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>The host's side of an <c>output-stream</c>. Ready if <see cref="Check"/> permits something, or says why it never
/// will. <see cref="StreamStatus.Closed"/> says that not all was taken: one that wants no more after it has taken all refuses the next
/// write.</summary>
internal abstract class OutputSink : IWaitable, IDisposable
{
    public abstract bool IsReady { get; }

    public abstract WakeUp WakeUp { get; }

    /// <summary>Why something has failed, after it has.</summary>
    internal abstract IoFailure? Failure { get; }

    /// <summary>Asks for the number of bytes that can be written now.</summary>
    /// <param name="permit">The number; none while a write or a flush is under way.</param>
    internal abstract StreamStatus Check(out int permit);

    /// <summary>Takes bytes to write, all of them.</summary>
    /// <param name="bytes">The bytes, no more than were permitted since the last write.</param>
    /// <param name="waiter">Waits for the guest, where the host's system cannot say whether it would have to wait.</param>
    internal abstract StreamStatus Write(ReadOnlySpan<byte> bytes, Waiter waiter);

    /// <summary>Begins to hand on what was written. Until that is done, nothing is permitted.</summary>
    /// <param name="waiter">Waits for the guest, as in <see cref="Write"/>.</param>
    internal abstract StreamStatus Flush(Waiter waiter);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
