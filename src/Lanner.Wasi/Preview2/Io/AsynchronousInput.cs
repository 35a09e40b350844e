using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>Input by something of .NET that reads asynchronously. One read at a time is begun, when the guest first asks for what it has
/// not got: so whoever sends waits for the guest.</summary>
/// <param name="capacity">The most bytes of one read.</param>
internal abstract class AsynchronousInput(int capacity = AsynchronousInput.DefaultCapacity) : InputSource
{
    internal const int DefaultCapacity = 64 << 10;

    private readonly CancellationTokenSource _end = new();
    private byte[]? _buffer;
    private Task<int>? _reading;
    private ReadOnlyMemory<byte> _rest;
    private StreamStatus _status;
    private IoFailure? _failure;

    public override bool IsReady => !_rest.IsEmpty || _status != StreamStatus.Open || Reading.IsCompleted;

    public override WakeUp WakeUp => WakeUp.ByTask(Reading);

    internal override IoFailure? Failure => _failure;

    /// <summary>True if nobody reads on once the guest has dropped its stream.</summary>
    protected virtual bool EndsWithStream => true;

    /// <summary>The read that is under way.</summary>
    private Task<int> Reading => _reading ??= ReadAsync();

    internal override StreamStatus Read(Span<byte> room, Waiter waiter, out int count)
    {
        count = 0;
        if (_rest.IsEmpty && _status == StreamStatus.Open && Reading.IsCompleted)
        {
            Take();
        }

        if (_rest.IsEmpty)
        {
            return _status;
        }

        count = int.Min(room.Length, _rest.Length);
        _rest.Span[..count].CopyTo(room);
        _rest = _rest[count..];
        return StreamStatus.Open;
    }

    /// <summary>Reads.</summary>
    /// <param name="room">Room for the bytes.</param>
    /// <param name="cancellation">Cancelled when nobody needs them any more.</param>
    /// <returns>The number of bytes; none at the end.</returns>
    protected abstract ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellation);

    /// <summary>Says why a read has failed.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The reason; null when that is an end like any other.</returns>
    protected abstract IoFailure? Explain(Exception exception);

    protected override void Dispose(bool disposing)
    {
        if (disposing && EndsWithStream)
        {
            _end.Cancel();
            _end.Dispose();
            _reading?.IgnoreFailure();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads on, on another thread, and keeps nothing; for when the guest does not read any more.</summary>
    /// <returns>False at the end.</returns>
    protected async Task<bool> SkipAsync()
    {
        if (_status == StreamStatus.Open)
        {
            // What is there at once, without end maybe, must not hold up the guest's thread.
            await ((Task)Reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            Take();
        }

        return _status == StreamStatus.Open;
    }

    /// <summary>Ends reading.</summary>
    /// <returns>A task that ends when no read is under way any more.</returns>
    protected async Task EndAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await ((Task?)_reading ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Take()
    {
        var reading = _reading!;
        _reading = null;
        try
        {
            _rest = _buffer.AsMemory(0, reading.GetAwaiter().GetResult());
            _status = _rest.IsEmpty ? StreamStatus.Closed : StreamStatus.Open;
        }
        catch (Exception exception)
        {
            _failure = Explain(exception);
            _status = _failure is null ? StreamStatus.Closed : StreamStatus.Failed;
        }
    }

    /// <summary>Reads; also what is thrown at once is thrown when the result is taken.</summary>
    private async Task<int> ReadAsync() =>
        await ReadAsync(_buffer ??= new byte[capacity], _end.Token).ConfigureAwait(false);
}
