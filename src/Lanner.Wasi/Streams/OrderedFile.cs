using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Streams;

/// <summary>Standard input or error: what was written to standard output before is seen before the guest waits for an answer, or reports an
/// error.</summary>
/// <param name="inner">The stream.</param>
/// <param name="output">Standard output.</param>
internal sealed class OrderedFile(OpenFile inner, OpenFile output) : OpenFile
{
    internal override FileType Type => inner.Type;

    internal override bool CanRead => inner.CanRead;

    internal override bool CanWrite => inner.CanWrite;

    internal override int PollHandle => inner.PollHandle;

    internal override ulong BytesReady => inner.BytesReady;

    internal override bool IsReady(bool forWriting) => inner.IsReady(forWriting);

    internal override Task? ReadyTask(bool forWriting) => inner.ReadyTask(forWriting);

    internal override WasiError SetFlags(FileFlags flags)
    {
        var error = inner.SetFlags(flags);
        Flags = inner.Flags;
        return error;
    }

    internal override WasiError Read(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        if (!inner.IsReady(forWriting: false))
        {
            output.Flush(waiter);
        }

        return inner.Read(vectors, waiter, out count);
    }

    internal override WasiError Write(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        output.Flush(waiter);
        return inner.Write(vectors, waiter, out count);
    }

    internal override WasiError Flush(Waiter waiter) => inner.Flush(waiter);

    internal override WasiError ReadAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count) =>
        inner.ReadAt(vectors, offset, waiter, out count);

    internal override WasiError WriteAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count) =>
        inner.WriteAt(vectors, offset, waiter, out count);

    internal override WasiError Seek(long offset, SeekOrigin origin, out ulong position) => inner.Seek(offset, origin, out position);

    internal override WasiError SetSize(ulong size) => inner.SetSize(size);

    internal override WasiError Allocate(ulong offset, ulong length) => inner.Allocate(offset, length);

    internal override WasiError Advise(ulong offset, ulong length, int advice) => inner.Advise(offset, length, advice);

    internal override WasiError Sync(bool dataOnly) => inner.Sync(dataOnly);

    internal override WasiError GetStatus(out FileStatus status) => inner.GetStatus(out status);

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification) => inner.SetTimes(access, modification);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
