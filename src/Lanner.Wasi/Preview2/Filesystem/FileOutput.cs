using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>Writes to a file from an offset on, or to its end. Files of the host's storage count as never waited for; a pipe has no
/// offset.</summary>
/// <param name="shared">The file.</param>
/// <param name="offset">The offset of the first byte; null to append each write.</param>
internal sealed class FileOutput(SharedNode shared, ulong? offset) : OutputSink
{
    private const int Permit = 64 << 10, PipePermit = 4096;

    private readonly OpenFile _file = (OpenFile)shared.Node;
    private ulong? _offset = offset;
    private IoFailure? _failure;

    public override bool IsReady => _file.IsReady(forWriting: true);

    public override WakeUp WakeUp => _file.PollHandle is >= 0 and var handle ? WakeUp.ByHandle(handle, isForWriting: true) : default;

    internal override IoFailure? Failure => _failure;

    internal override StreamStatus Check(out int permit)
    {
        permit = !IsReady ? 0 : _file.CanSeek ? Permit : PipePermit;
        return StreamStatus.Open;
    }

    internal override StreamStatus Write(ReadOnlySpan<byte> bytes, Waiter waiter)
    {
        while (!bytes.IsEmpty)
        {
            var error = Write(bytes, waiter, out var count);
            if (error == WasiError.Success && count == 0)
            {
                error = WasiError.NoSpace;
            }

            if (error != WasiError.Success)
            {
                _failure = IoFailure.Of(error);
                return error == WasiError.BrokenPipe ? StreamStatus.Closed : StreamStatus.Failed;
            }

            _offset += (uint)count;
            bytes = bytes[count..];
        }

        return StreamStatus.Open;
    }

    internal override StreamStatus Flush(Waiter waiter) => StreamStatus.Open;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            shared.Release();
        }

        base.Dispose(disposing);
    }

    private WasiError Write(ReadOnlySpan<byte> bytes, Waiter waiter, out int count)
    {
        if (!_file.CanSeek)
        {
            return _file.Write(bytes, waiter, out count);
        }

        count = 0;
        var status = default(FileStatus);
        var error = _offset is null ? _file.GetStatus(out status) : WasiError.Success;
        return error == WasiError.Success ? _file.WriteAt(bytes, _offset ?? status.Size, waiter, out count) : error;
    }
}
