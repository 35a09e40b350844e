using Lanner.Components;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Filesystem;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview3.Streams;

/// <summary>The bytes of an open file.</summary>
/// <param name="context">The context that the file belongs to.</param>
/// <param name="file">The file.</param>
/// <param name="toError">Makes the <c>error-code</c> of an error.</param>
internal sealed class FileByteSource(WasiContext context, OpenFile file, Func<WasiError, ComponentValue> toError) : ByteSource
{
    private ulong _offset;
    private SharedNode? _shared;

    /// <summary>The bytes of a file of a file system, from an offset on where it has any.</summary>
    internal FileByteSource(WasiContext context, SharedNode shared, ulong offset, Func<WasiError, ComponentValue> toError)
        : this(context, (OpenFile)shared.Node, toError) => (_shared, _offset) = (shared, offset);

    protected override ValueTask<int> ReadChunkAsync(Memory<byte> room, CancellationToken cancellation)
    {
        // Files of the host's storage count as never waited for.
        var error = TryRead(room.Span, out var count);
        return error == WasiError.TryAgain ? WaitAndReadAsync(room, cancellation)
            : new(error == WasiError.Success ? count : Fail(toError(error)));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Interlocked.Exchange(ref _shared, null)?.Release();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> WaitAndReadAsync(Memory<byte> room, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, context.End);
        while (true)
        {
            // Whoever is to answer sees first what the guest has written.
            context.Output.Flush(new Waiter(null, isNonBlocking: true));
            await file.WaitUntilReadyAsync(forWriting: false, end.Token).ConfigureAwait(false);
            end.Token.ThrowIfCancellationRequested();
            var error = TryRead(room.Span, out var count);
            if (error != WasiError.TryAgain)
            {
                return error == WasiError.Success ? count : Fail(toError(error));
            }
        }
    }

    private WasiError TryRead(Span<byte> room, out int count)
    {
        count = 0;
        if (!file.IsReady(forWriting: false))
        {
            return WasiError.TryAgain;
        }

        var waiter = new Waiter(null, isNonBlocking: true);
        var error = _shared is not null && file.CanSeek
            ? file.ReadAt(room, _offset, waiter, out count)
            : file.Read(room, waiter, out count);
        _offset += (uint)count;
        return error;
    }
}
