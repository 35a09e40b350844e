using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>The host's side of an <c>input-stream</c>. Ready if reading gives something: bytes, the end, or an error.</summary>
internal abstract class InputSource : IWaitable, IDisposable
{
    public abstract bool IsReady { get; }

    public abstract WakeUp WakeUp { get; }

    /// <summary>True if nothing can come behind the end, once it was found; false for a file, which may grow.</summary>
    internal virtual bool EndIsFinal => true;

    /// <summary>Why reading has failed, after it has.</summary>
    internal abstract IoFailure? Failure { get; }

    /// <summary>Reads what is there, without waiting for more than what it was ready for.</summary>
    /// <param name="room">Room for the bytes, at least one.</param>
    /// <param name="waiter">Waits for the guest, where the host's system cannot say whether it would have to wait.</param>
    /// <param name="count">The number of bytes. None while the stream is open: nothing is there at the moment.</param>
    /// <returns><see cref="StreamStatus.Open"/> if there are bytes.</returns>
    internal abstract StreamStatus Read(Span<byte> room, Waiter waiter, out int count);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
