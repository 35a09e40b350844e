using System.Buffers;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>The bytes of a body on their way from a guest to whoever sends or reads them. The guest waits with what does not fit. Written
/// by one thread and read by another.</summary>
internal sealed class BodyPipe
{
    /// <summary>The most bytes that are on their way.</summary>
    internal const int Capacity = 64 << 10;

    private readonly Lock _gate = new();
    private byte[]? _ring;
    private int _start;
    private int _count;
    private bool _isComplete;
    private bool _hasNoReader;
    private WasiHttpException? _failure;
    private TaskCompletionSource? _written;
    private TaskCompletionSource? _taken;

    /// <summary>The number of bytes that can be written now.</summary>
    internal int Room
    {
        get
        {
            lock (_gate)
            {
                return Capacity - _count;
            }
        }
    }

    /// <summary>True if nobody takes what is written.</summary>
    internal bool HasNoReader => Volatile.Read(ref _hasNoReader);

    /// <summary>True if the body has come to its end, and there is nothing in it.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _isComplete && _count == 0;
            }
        }
    }

    /// <summary>True after <see cref="Complete"/> or <see cref="Fail"/>.</summary>
    internal bool IsEnded
    {
        get
        {
            lock (_gate)
            {
                return _isComplete || _failure is not null;
            }
        }
    }

    /// <summary>Is called when the guest can write no more unless somebody reads, or has come to the end: by its thread, and perhaps more
    /// than once.</summary>
    internal Action? ReaderNeeded { get; set; }

    /// <summary>The trailers, once all is read.</summary>
    internal FieldList? Trailers { get; private set; }

    /// <summary>A task that ends when there is room, or nobody takes what is written.</summary>
    internal Task WhenWritable()
    {
        Task taken;
        lock (_gate)
        {
            taken = _count < Capacity || _hasNoReader ? Task.CompletedTask : (_taken ??= NewSource()).Task;
        }

        if (!taken.IsCompleted)
        {
            ReaderNeeded?.Invoke();
        }

        return taken;
    }

    /// <summary>Writes bytes, no more than there is room for.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        TaskCompletionSource? written;
        lock (_gate)
        {
            if (_hasNoReader || _failure is not null)
            {
                return;
            }

            _ring ??= ArrayPool<byte>.Shared.Rent(Capacity);
            var end = (_start + _count) % Capacity;
            var first = int.Min(bytes.Length, Capacity - end);
            bytes[..first].CopyTo(_ring.AsSpan(end));
            bytes[first..].CopyTo(_ring);
            _count += bytes.Length;
            (written, _written) = (_written, null);
        }

        written?.SetResult();
    }

    /// <summary>Ends the body.</summary>
    internal void Complete(FieldList? trailers)
    {
        Trailers = trailers;
        End(null);
    }

    /// <summary>Breaks the body off: what has not been read yet never will be.</summary>
    internal void Fail(WasiHttpException failure) => End(failure);

    /// <summary>Reads what is there, at least one byte.</summary>
    /// <returns>The number of bytes; none at the end.</returns>
    /// <exception cref="WasiHttpException">The body was broken off.</exception>
    internal async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryRead(room.Span, out var count) is not { } wait)
            {
                return count;
            }

            await wait.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the guest that nobody takes what it writes any more.</summary>
    internal void CloseReader()
    {
        TaskCompletionSource? taken;
        lock (_gate)
        {
            _hasNoReader = true;
            _count = 0;
            if (_ring is { } ring)
            {
                // Only what was written to it is ever read.
                _ring = null;
                ArrayPool<byte>.Shared.Return(ring);
            }

            (taken, _taken) = (_taken, null);
        }

        taken?.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads without waiting.</summary>
    /// <returns>The task to wait for where nothing is there, or null.</returns>
    private Task? TryRead(Span<byte> room, out int count)
    {
        TaskCompletionSource? taken;
        lock (_gate)
        {
            if (_failure is { } failure)
            {
                throw new WasiHttpException(failure.Error, failure);
            }

            count = int.Min(room.Length, _count);
            if (count == 0)
            {
                return _isComplete || _hasNoReader || room.IsEmpty ? null : (_written ??= NewSource()).Task;
            }

            var first = int.Min(count, Capacity - _start);
            _ring.AsSpan(_start, first).CopyTo(room);
            _ring.AsSpan(0, count - first).CopyTo(room[first..]);
            _start = (_start + count) % Capacity;
            _count -= count;
            (taken, _taken) = (_taken, null);
        }

        taken?.SetResult();
        return null;
    }

    private void End(WasiHttpException? failure)
    {
        TaskCompletionSource? written;
        lock (_gate)
        {
            if (_isComplete || _failure is not null)
            {
                return;
            }

            (_isComplete, _failure) = (failure is null, failure);
            (written, _written) = (_written, null);
        }

        written?.SetResult();
        ReaderNeeded?.Invoke();
    }
}
