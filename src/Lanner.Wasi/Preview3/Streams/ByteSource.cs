using Lanner.Components;
using Lanner.Wasi.Preview2;

namespace Lanner.Wasi.Preview3.Streams;

/// <summary>Bytes of the host that a guest reads as a <c>stream&lt;u8&gt;</c>. Nothing is read before the guest reads. A future says how it
/// ended, which comes about at the end of the bytes, or when the guest drops the stream.</summary>
internal abstract class ByteSource : Stream
{
    /// <summary>The bytes that the host may keep for a stream, a chunk.</summary>
    private const int HeldBytes = 64 << 10;

    /// <summary>The error with which the bytes have ended, or null.</summary>
    private readonly TaskCompletionSource<ComponentValue?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ResourceTable? _account;
    private ComponentValue? _error;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The ends that a guest gets: a tuple of the stream and the future.</summary>
    /// <exception cref="TrapException">The guest has too many.</exception>
    internal ComponentValue PassTo(WasiContext context)
    {
        if (!context.Resources.TryHold(HeldBytes))
        {
            Dispose();
            throw ComponentTrap.Because("the guest reads more streams of the host at once than it may (MaximumResourceBytes)");
        }

        _account = context.Resources;
        return ComponentValue.FromTuple(
            ComponentValue.FromStream(ComponentStream.FromStream(this)),
            ComponentValue.FromFuture(ComponentFuture.FromTask(ReadEndAsync, ForgetEnd)));
    }

    /// <summary>The ends of a stream that cannot be read at all.</summary>
    /// <param name="error">The error, an <c>error-code</c>.</param>
    internal static ComponentValue Refused(ComponentValue error) => ComponentValue.FromTuple(
        ComponentValue.FromStream(ComponentStream.FromStream(Null)),
        ComponentValue.FromFuture(ComponentFuture.FromTask(Task.FromResult(ComponentValue.Error(error)))));

    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = _end.Task.IsCompleted ? 0 : await ReadChunkAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count == 0)
        {
            _end.TrySetResult(_error);
        }

        return count;
    }

    public sealed override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads at least a byte, and gives zero at the end or after <see cref="Fail"/>.</summary>
    protected abstract ValueTask<int> ReadChunkAsync(Memory<byte> room, CancellationToken cancellation);

    /// <summary>Makes the <c>result</c> of a stream whose bytes were all read, or that the guest has dropped: when the guest asks for it,
    /// and only then.</summary>
    protected virtual ComponentValue EndOfBytes() => ComponentValue.Ok();

    /// <summary>Takes notice that the guest does not ask any more how the stream ended.</summary>
    protected virtual void ForgetEnd()
    {
    }

    /// <summary>Says with which error the stream ends.</summary>
    /// <returns>Zero bytes.</returns>
    protected int Fail(in ComponentValue error)
    {
        _error = error;
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        Interlocked.Exchange(ref _account, null)?.TryHold(-HeldBytes);
        _end.TrySetResult(_error);
        base.Dispose(disposing);
    }

    private async Task<ComponentValue> ReadEndAsync(CancellationToken cancellation) =>
        await _end.Task.WaitAsync(cancellation).ConfigureAwait(false) is { } error ? ComponentValue.Error(error) : EndOfBytes();
}
