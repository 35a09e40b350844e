using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Streams;

/// <summary>Input from a stream of .NET, which knows no way to ask whether it has something. So a read is begun into a buffer of our own; whoever asks or waits looks whether it
/// has ended, and when the guest is interrupted meanwhile nothing is lost.</summary>
internal sealed class StreamInput(Stream stream) : StandardFile
{
    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[16 << 10];
    private Task<int>? _reading;
    private ReadOnlyMemory<byte> _ready;
    private bool _isAtEnd;

    internal override bool CanWrite => false;

    internal override ulong BytesReady
    {
        get
        {
            lock (_gate)
            {
                return (ulong)_ready.Length;
            }
        }
    }

    internal override bool IsReady(bool forWriting)
    {
        lock (_gate)
        {
            // An error, too, is found without waiting.
            return forWriting || Begin() != WasiError.TryAgain;
        }
    }

    internal override WasiError Read(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        lock (_gate)
        {
            count = 0;
            var error = Begin();
            if (error == WasiError.TryAgain && (Flags & FileFlags.NonBlocking) == 0)
            {
                error = waiter.WaitForTask(_reading!);
                error = error == WasiError.Success ? Begin() : error;
            }

            if (error != WasiError.Success)
            {
                return error;
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
    }

    /// <summary>Sees to it that something is there or under way.</summary>
    private WasiError Begin()
    {
        if (!_ready.IsEmpty || _isAtEnd)
        {
            return WasiError.Success;
        }

        try
        {
            _reading ??= stream.ReadAsync(_buffer).AsTask();
            if (!_reading.IsCompleted)
            {
                return WasiError.TryAgain;
            }

            var reading = _reading;
            _reading = null;
            _ready = _buffer.AsMemory(0, reading.GetAwaiter().GetResult());
            _isAtEnd = _ready.IsEmpty;
            return WasiError.Success;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return WasiError.InputOutput;
        }
    }
}
