using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>Output to something of .NET that writes asynchronously. What the guest writes is copied; it may write again when that was
/// taken: so the guest waits for whoever receives.</summary>
/// <param name="capacity">The most bytes that are on their way.</param>
internal abstract class AsynchronousOutput(int capacity = AsynchronousInput.DefaultCapacity) : OutputSink
{
    private readonly CancellationTokenSource _end = new();
    private byte[]? _gathered;
    private byte[]? _written;
    private int _gatheredCount;
    private bool _hasToFlush;
    private Task _work = Task.CompletedTask;
    private StreamStatus _status;
    private IoFailure? _failure;

    public override bool IsReady
    {
        get
        {
            Advance();
            return _work.IsCompleted;
        }
    }

    public override WakeUp WakeUp => WakeUp.ByTask(_work);

    internal override IoFailure? Failure => _failure;

    /// <summary>Completes when all that was written is on its way, or never will be.</summary>
    protected Task Work => _work;

    /// <summary>True if all that the guest has written is on its way.</summary>
    protected bool IsWritten => _gatheredCount == 0 && _work.IsCompletedSuccessfully;

    internal override StreamStatus Check(out int permit)
    {
        Advance();
        permit = _status == StreamStatus.Open && _work.IsCompleted ? capacity : 0;
        return _status;
    }

    internal override StreamStatus Write(ReadOnlySpan<byte> bytes, Waiter waiter)
    {
        Advance();
        if (_status == StreamStatus.Open)
        {
            // All writes of one permit fit, also those that come while the first is on its way.
            _gathered ??= new byte[capacity];
            bytes.CopyTo(_gathered.AsSpan(_gatheredCount));
            _gatheredCount += bytes.Length;
            Advance();
        }

        return _status;
    }

    internal override StreamStatus Flush(Waiter waiter)
    {
        _hasToFlush = true;
        Advance();
        return _status;
    }

    /// <summary>Writes all bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cancellation">Cancelled when the guest has gone.</param>
    protected abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Hands on what was written.</summary>
    /// <param name="cancellation">Cancelled when the guest has gone.</param>
    protected virtual ValueTask FlushAsync(CancellationToken cancellation) => default;

    /// <summary>Says why a write has failed.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The reason; null when nobody receives any more.</returns>
    protected abstract IoFailure? Explain(Exception exception);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _end.Cancel();
            _end.Dispose();
            _work.IgnoreFailure();
        }

        base.Dispose(disposing);
    }

    /// <summary>Sees how far writing has come, and begins the next write.</summary>
    private void Advance()
    {
        while (_status == StreamStatus.Open && _work.IsCompleted)
        {
            try
            {
                _work.GetAwaiter().GetResult();
            }
            catch (Exception exception)
            {
                _failure = Explain(exception);
                _status = _failure is null ? StreamStatus.Closed : StreamStatus.Failed;
                _work = Task.CompletedTask;
                return;
            }

            if (_gatheredCount == 0 && !_hasToFlush)
            {
                return;
            }

            (_gathered, _written) = (_written, _gathered);
            _work = WriteAsync(_gatheredCount, _hasToFlush);
            _gatheredCount = 0;
            _hasToFlush = false;
        }
    }

    /// <summary>Writes; also what is thrown at once is thrown when the task is looked at.</summary>
    private async Task WriteAsync(int count, bool hasToFlush)
    {
        if (count > 0)
        {
            await WriteAsync(_written.AsMemory(0, count), _end.Token).ConfigureAwait(false);
        }

        if (hasToFlush)
        {
            await FlushAsync(_end.Token).ConfigureAwait(false);
        }
    }
}
