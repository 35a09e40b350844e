using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Streams;

/// <summary>Input from a stream of .NET, which knows no way to ask whether it has something. So a read is begun into a buffer of our own;
/// whoever asks looks whether it has ended, whoever waits among other things is woken by a signal, and when the guest is interrupted
/// meanwhile nothing is lost.</summary>
internal sealed class StreamInput(Stream stream) : StandardFile
{
    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[16 << 10];
    private Task<int>? _reading;
    private ReadOnlyMemory<byte> _ready;
    private bool _isAtEnd;

    /// <summary>Set while something is ready; made when the guest first waits for it among other things.</summary>
    private ReadySignal? _signal;

    /// <summary>The read whose end sets the signal.</summary>
    private Task? _announced;

    internal override bool CanWrite => false;

    internal override int PollHandle
    {
        get
        {
            lock (_gate)
            {
                _signal ??= ReadySignal.TryCreate();
                Announce();
                return _signal?.Handle ?? -1;
            }
        }
    }

    internal override ulong BytesReady
    {
        get
        {
            lock (_gate)
            {
                return (ulong)(_ready.IsEmpty && _reading is { IsCompletedSuccessfully: true } reading ? reading.Result : _ready.Length);
            }
        }
    }

    internal override bool IsReady(bool forWriting)
    {
        lock (_gate)
        {
            return forWriting || HasSomething();
        }
    }

    internal override Task? ReadyTask(bool forWriting)
    {
        lock (_gate)
        {
            return forWriting || HasSomething() ? Task.CompletedTask : _reading;
        }
    }

    internal override WasiError Read(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        count = 0;
        while (true)
        {
            Task reading;
            lock (_gate)
            {
                if (HasSomething())
                {
                    var result = Take(vectors, out count);
                    Announce();
                    return result;
                }

                reading = _reading!;
            }

            if ((Flags & FileFlags.NonBlocking) != 0)
            {
                return WasiError.TryAgain;
            }

            // Not under the lock: other threads of the guest may ask meanwhile.
            var error = waiter.WaitForTask(reading);
            if (error != WasiError.Success)
            {
                return error;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _signal?.Dispose();
            _signal = null;
        }

        base.Dispose(disposing);
    }

    /// <summary>Tests whether reading would not wait: something is there, or the end, or an error. Otherwise a read is under way.</summary>
    private bool HasSomething() => !_ready.IsEmpty || _isAtEnd || (_reading ??= ReadAsync()).IsCompleted;

    private WasiError Take(ReadOnlySpan<IoVector> vectors, out ulong count)
    {
        count = 0;
        if (_ready.IsEmpty && !_isAtEnd)
        {
            var reading = _reading!;
            _reading = null;
            try
            {
                _ready = _buffer.AsMemory(0, reading.GetAwaiter().GetResult());
                _isAtEnd = _ready.IsEmpty;
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
            {
                return WasiError.InputOutput;
            }
        }

        foreach (var vector in vectors)
        {
            var length = int.Min(vector.Span.Length, _ready.Length);
            _ready.Span[..length].CopyTo(vector.Span);
            _ready = _ready[length..];
            count += (ulong)length;
        }

        return WasiError.Success;
    }

    /// <summary>Has the signal, if there is one, say whether something is ready, and the end of the read that is under way set
    /// it.</summary>
    private void Announce()
    {
        if (_signal is null)
        {
            return;
        }

        _signal.Set(HasSomething());
        if (_reading is { } reading && reading != _announced)
        {
            _announced = reading;
            reading.ContinueWith(
                static (ended, input) => ((StreamInput)input!).AnnounceEnd(ended), this, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void AnnounceEnd(Task ended)
    {
        lock (_gate)
        {
            // Somebody may have taken what was read, and begun to read anew.
            if (ended == _reading)
            {
                _signal?.Set(true);
            }
        }
    }

    /// <summary>Reads; also what a stream throws at once is thrown when the result is taken.</summary>
    private async Task<int> ReadAsync() => await stream.ReadAsync(_buffer).ConfigureAwait(false);
}
