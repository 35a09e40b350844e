using Lanner.Components;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Filesystem;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview3.Streams;

/// <summary>Writes to an open file.</summary>
/// <param name="file">The file.</param>
/// <param name="toError">Makes the <c>error-code</c> of an error.</param>
internal sealed class FileSink(OpenFile file, Func<WasiError, ComponentValue> toError) : ByteSink
{
    private readonly SharedNode? _shared;
    private ulong? _offset;

    /// <summary>Writes to a file of a file system.</summary>
    /// <param name="shared">The file.</param>
    /// <param name="offset">The offset of the first byte, where the file has any; null to append each chunk.</param>
    /// <param name="toError">Makes the <c>error-code</c> of an error.</param>
    internal FileSink(SharedNode shared, ulong? offset, Func<WasiError, ComponentValue> toError)
        : this((OpenFile)shared.Node, toError) => (_shared, _offset) = (shared, offset);

    /// <summary>False for a pipe in the place of a file: a guest could open one that nobody reads.</summary>
    internal override bool IsAwaited => _shared is null || file.CanSeek;

    internal override async ValueTask<ComponentValue?> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken end)
    {
        while (!bytes.IsEmpty)
        {
            var error = TryWrite(bytes.Span, out var count);
            if (error == WasiError.TryAgain)
            {
                await file.WaitUntilReadyAsync(forWriting: true, end).ConfigureAwait(false);
            }
            else if (error != WasiError.Success || count == 0)
            {
                return toError(error == WasiError.Success ? WasiError.NoSpace : error);
            }

            bytes = bytes[count..];
        }

        return null;
    }

    internal override async ValueTask<ComponentValue?> FinishAsync(CancellationToken end)
    {
        while (true)
        {
            var error = file.Flush(new Waiter(null, isNonBlocking: true));
            if (error != WasiError.TryAgain)
            {
                return error == WasiError.Success ? null : toError(error);
            }

            await file.WaitUntilReadyAsync(forWriting: true, end).ConfigureAwait(false);
        }
    }

    internal override void Release() => _shared?.Release();

    private WasiError TryWrite(ReadOnlySpan<byte> bytes, out int count)
    {
        var waiter = new Waiter(null, isNonBlocking: true);
        if (_shared is null || !file.CanSeek)
        {
            return file.Write(bytes, waiter, out count);
        }

        count = 0;
        var status = default(FileStatus);
        var error = _offset is null ? file.GetStatus(out status) : WasiError.Success;
        error = error == WasiError.Success ? file.WriteAt(bytes, _offset ?? status.Size, waiter, out count) : error;
        _offset += (uint)count;
        return error;
    }
}
