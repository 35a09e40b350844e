using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Files;

/// <summary>An open file, or something that is used like one: a pipe, a terminal, a socket. What a kind cannot do, it refuses.</summary>
internal abstract class OpenFile : OpenNode
{
    private FileReadiness? _readable;
    private FileReadiness? _writable;

    /// <summary>True if it was opened for reading.</summary>
    internal virtual bool CanRead => true;

    /// <summary>True if it was opened for writing.</summary>
    internal virtual bool CanWrite => true;

    /// <summary>True if it has a position that can be changed.</summary>
    internal virtual bool CanSeek => Type is FileType.RegularFile or FileType.BlockDevice;

    /// <summary>The flags that it was opened with, as the guest has changed them since.</summary>
    internal FileFlags Flags { get; private protected set; }

    /// <summary>The handle by which the operating system can wait until reading or writing would not, or -1 when only <see cref="IsReady"/>
    /// knows.</summary>
    internal virtual int PollHandle => -1;

    /// <summary>Tests whether reading or writing would not wait.</summary>
    internal virtual bool IsReady(bool forWriting) => true;

    /// <summary>A task that ends when reading or writing would not wait any more, where the file has one; otherwise null.</summary>
    internal virtual Task? ReadyTask(bool forWriting) => null;

    /// <summary>Waits until reading or writing might not wait, without a thread of the pool.</summary>
    /// <param name="forWriting">True to wait until it can be written to.</param>
    /// <param name="cancellation">Ends this wait; to be cancelled before the file is closed.</param>
    internal Task WaitUntilReadyAsync(bool forWriting, CancellationToken cancellation) =>
        (forWriting
            ? LazyInitializer.EnsureInitialized(ref _writable, () => new FileReadiness(this, forWriting: true))
            : LazyInitializer.EnsureInitialized(ref _readable, () => new FileReadiness(this, forWriting: false)))
        .WaitAsync(cancellation);

    /// <summary>The number of bytes that can be read without waiting, or 1 when that is not known.</summary>
    internal virtual ulong BytesReady => 1;

    /// <summary>Hands on what is buffered.</summary>
    internal virtual WasiError Flush(Waiter waiter) => WasiError.Success;

    internal virtual WasiError SetFlags(FileFlags flags)
    {
        Flags = flags;
        return WasiError.Success;
    }

    /// <summary>Reads from the position on. The count is zero at the end.</summary>
    internal virtual WasiError Read(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count) =>
        Refuse(WasiError.BadDescriptor, out count);

    internal virtual WasiError Write(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count) =>
        Refuse(WasiError.BadDescriptor, out count);

    internal virtual WasiError ReadAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count) =>
        Refuse(WasiError.IllegalSeek, out count);

    internal virtual WasiError WriteAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count) =>
        Refuse(WasiError.IllegalSeek, out count);

    /// <summary>Changes the position.</summary>
    /// <param name="offset">The distance from the origin.</param>
    /// <param name="origin">From where.</param>
    /// <param name="position">The position then.</param>
    internal virtual WasiError Seek(long offset, SeekOrigin origin, out ulong position) => Refuse(WasiError.IllegalSeek, out position);

    internal virtual WasiError SetSize(ulong size) => WasiError.Invalid;

    internal virtual WasiError Allocate(ulong offset, ulong length) => WasiError.NoDevice;

    internal virtual WasiError Advise(ulong offset, ulong length, int advice) => WasiError.IllegalSeek;

    private static WasiError Refuse(WasiError error, out ulong result)
    {
        result = 0;
        return error;
    }
}
