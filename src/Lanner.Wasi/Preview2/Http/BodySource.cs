using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The body of a message that comes in. One read at a time is begun, when the guest asks for what it has not got: so whoever sends
/// waits for the guest. A read that is under way goes on when the guest drops its stream, since the trailers come behind it.</summary>
internal sealed class BodySource : InputSource
{
    private readonly IBodyOrigin _origin;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _end = new();
    private byte[]? _buffer;
    private Task<int>? _reading;
    private ReadOnlyMemory<byte> _rest;
    private HttpError? _error;
    private bool _isAtEnd;
    private bool _isClosed;

    /// <summary>Makes the source.</summary>
    /// <param name="origin">The source of the bytes; the source closes it.</param>
    /// <param name="timeout">The longest time to wait for more bytes.</param>
    internal BodySource(IBodyOrigin origin, TimeSpan timeout)
    {
        _origin = origin;
        _timeout = timeout;
    }

    public override bool IsReady => !_rest.IsEmpty || _isAtEnd || Reading.IsCompleted;

    public override WakeUp WakeUp => WakeUp.ByTask(Reading);

    internal override IoFailure? Failure => _error?.ToFailure();

    private Task<int> Reading => _reading ??= ReadAsync();

    internal override StreamStatus Read(Span<byte> room, Waiter waiter, out int count)
    {
        count = 0;
        if (_rest.IsEmpty && !_isAtEnd && Reading.IsCompleted)
        {
            Take();
        }

        if (_rest.IsEmpty)
        {
            return _error is not null ? StreamStatus.Failed : _isAtEnd ? StreamStatus.Closed : StreamStatus.Open;
        }

        count = int.Min(room.Length, _rest.Length);
        _rest.Span[..count].CopyTo(room);
        _rest = _rest[count..];
        return StreamStatus.Open;
    }

    /// <summary>Reads to the end, without keeping anything.</summary>
    /// <returns>The trailers, or null.</returns>
    /// <exception cref="WasiHttpException">The body or its trailers are not to be had.</exception>
    internal async Task<FieldList?> FinishAsync()
    {
        while (!_isAtEnd)
        {
            await ((Task)Reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Take();
        }

        return _error is null ? _origin.Trailers : throw _error.ToException();
    }

    /// <summary>Ends reading, and closes the origin when nothing reads from it any more.</summary>
    internal void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _end.Cancel();
            _ = CloseAsync(_reading);
        }
    }

    private async Task CloseAsync(Task? reading)
    {
        if (reading is not null)
        {
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _origin.Close();
        _end.Dispose();
    }

    private void Take()
    {
        var reading = _reading!;
        _reading = null;
        try
        {
            _rest = _buffer.AsMemory(0, reading.GetAwaiter().GetResult());
            _isAtEnd = _rest.IsEmpty;
        }
        catch (Exception exception)
        {
            _error = exception is OperationCanceledException && !_isClosed ? HttpError.ReadTimeout : _origin.Explain(exception);
            _isAtEnd = true;
        }
    }

    private async Task<int> ReadAsync()
    {
        _buffer ??= new byte[InputStream.MaximumRead];
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        timeout.CancelAfter(_timeout);
        return await _origin.Stream.ReadAsync(_buffer, timeout.Token).ConfigureAwait(false);
    }
}
