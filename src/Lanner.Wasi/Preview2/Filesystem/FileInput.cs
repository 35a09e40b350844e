using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>The bytes of a file from an offset on. Files of the host's storage count as never waited for; a pipe has no offset.</summary>
internal sealed class FileInput(SharedNode shared, ulong offset) : InputSource
{
    private readonly OpenFile _file = (OpenFile)shared.Node;
    private ulong _offset = offset;
    private IoFailure? _failure;

    public override bool IsReady => _file.IsReady(forWriting: false);

    public override WakeUp WakeUp => _file.PollHandle is >= 0 and var handle ? WakeUp.ByHandle(handle, isForWriting: false) : default;

    /// <summary>As by <c>read</c> of POSIX, what was written behind the end since is read.</summary>
    internal override bool EndIsFinal => !_file.CanSeek;

    internal override IoFailure? Failure => _failure;

    internal override StreamStatus Read(Span<byte> room, Waiter waiter, out int count)
    {
        count = 0;
        if (!IsReady)
        {
            return StreamStatus.Open;
        }

        var error = _file.CanSeek ? _file.ReadAt(room, _offset, waiter, out count) : _file.Read(room, waiter, out count);
        _offset += (uint)count;
        if (error != WasiError.Success)
        {
            _failure = IoFailure.Of(error);
            return StreamStatus.Failed;
        }

        return count == 0 ? StreamStatus.Closed : StreamStatus.Open;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            shared.Release();
        }

        base.Dispose(disposing);
    }
}
