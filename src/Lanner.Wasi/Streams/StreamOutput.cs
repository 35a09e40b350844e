using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Streams;

/// <summary>Output to a stream of .NET.</summary>
/// <param name="stream">The stream.</param>
/// <param name="isTerminal">True if the guest is to see a terminal.</param>
/// <param name="isBuffered">True if small writes are gathered.</param>
internal sealed class StreamOutput(Stream stream, bool isTerminal, bool isBuffered) : StandardFile, ILateOutput
{
    private readonly Lock _gate = new();

    /// <summary>Made when something is written: most guests of a server write nothing.</summary>
    private byte[] _buffer = [];
    private int _used;
    private Task? _writing;
    private bool _isAwaited;

    /// <summary>The result of forwarding after a write had returned. The next write tells the guest, and so do flushes until then: the
    /// guest has not asked for each of them.</summary>
    private WasiError _lateError;
    private CancellationToken _interruption;

    /// <summary>True if the guest was interrupted while it waited for the reader: what it left is not waited for at its end
    /// either.</summary>
    private bool _wasInterrupted;

    internal override FileType Type => isTerminal ? FileType.CharacterDevice : FileType.Unknown;

    internal override bool CanRead => false;

    internal override Task? ReadyTask(bool forWriting) => Volatile.Read(ref _writing) ?? Task.CompletedTask;

    internal override WasiError Write(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        lock (_gate)
        {
            count = 0;
            if (_lateError != WasiError.Success)
            {
                (var late, _lateError) = (_lateError, WasiError.Success);
                return late;
            }

            if (_buffer.Length == 0)
            {
                _buffer = new byte[BufferedOutput.Capacity];
            }

            foreach (var vector in vectors)
            {
                ReadOnlySpan<byte> rest = vector.Span;
                while (!rest.IsEmpty)
                {
                    // What is on its way must not be changed.
                    var error = _used == _buffer.Length || _writing is not null ? Forward(waiter) : WasiError.Success;
                    if (error != WasiError.Success)
                    {
                        return count > 0 ? WasiError.Success : error;
                    }

                    if (_used == 0)
                    {
                        _interruption = waiter.Interruption;
                    }

                    var length = int.Min(rest.Length, _buffer.Length - _used);
                    rest[..length].CopyTo(_buffer.AsSpan(_used));
                    _used += length;
                    count += (ulong)length;
                    rest = rest[length..];
                }
            }

            if (!isBuffered)
            {
                return Forward(waiter);
            }

            if (!_isAwaited && _used > 0)
            {
                _isAwaited = true;
                LateOutput.Add(this);
            }

            return WasiError.Success;
        }
    }

    internal override WasiError Flush(Waiter waiter)
    {
        lock (_gate)
        {
            return LateOutput.Note(
                ref _lateError,
                Forward(_wasInterrupted ? new Waiter(null, isNonBlocking: true) : waiter.ForFinalFlush(_interruption)));
        }
    }

    /// <inheritdoc/>
    public bool TryForward()
    {
        if (!_gate.TryEnter())
        {
            return false;
        }

        try
        {
            if (_writing is null && _used > 0)
            {
                // On the pool: a stream may take as long as it likes, and other outputs wait for this thread.
                _writing = Task.Run(WriteAsync);
            }

            if (_writing is { IsCompleted: false })
            {
                return false;
            }

            LateOutput.Note(ref _lateError, _writing?.Exception is null ? WasiError.Success : WasiError.BrokenPipe);
            _used = _writing is null ? _used : 0;
            _writing = null;
            _isAwaited = false;
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private WasiError Forward(Waiter waiter)
    {
        try
        {
            if (_writing is null)
            {
                if (_used == 0)
                {
                    return WasiError.Success;
                }

                if (!waiter.CanBeInterrupted && !waiter.IsNonBlocking)
                {
                    var count = _used;
                    _used = 0;
                    stream.Write(_buffer, 0, count);
                    stream.Flush();
                    return WasiError.Success;
                }

                _writing = WriteAsync();
            }

            var error = _writing.IsCompleted ? WasiError.Success : waiter.WaitForTask(_writing);
            if (error != WasiError.Success)
            {
                _wasInterrupted |= error == WasiError.Interrupted;
                return error;
            }

            var writing = _writing;
            _writing = null;
            _used = 0;
            writing.GetAwaiter().GetResult();
            return WasiError.Success;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return WasiError.BrokenPipe;
        }
    }

    private async Task WriteAsync()
    {
        await stream.WriteAsync(_buffer.AsMemory(0, _used)).ConfigureAwait(false);
        await stream.FlushAsync().ConfigureAwait(false);
    }
}
