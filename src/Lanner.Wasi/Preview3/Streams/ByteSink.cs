using Lanner.Components;

namespace Lanner.Wasi.Preview3.Streams;

/// <summary>Something of the host that takes the bytes of a guest's stream.</summary>
internal abstract class ByteSink
{
    /// <summary>True if the end of a context waits until all that was taken is written; false for what waits for others.</summary>
    internal virtual bool IsAwaited => false;

    /// <summary>Writes all of a chunk.</summary>
    /// <param name="bytes">The chunk, which may be used until the write has ended.</param>
    /// <param name="end">Is cancelled with the context.</param>
    /// <returns>The error that has ended it, an <c>error-code</c>, or null.</returns>
    internal abstract ValueTask<ComponentValue?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken end);

    /// <summary>Takes notice that all was written.</summary>
    /// <returns>The error, or null.</returns>
    internal abstract ValueTask<ComponentValue?> FinishAsync(CancellationToken end);

    /// <summary>Gives up what it writes to, however it ended. Called once.</summary>
    internal virtual void Release()
    {
    }
}
