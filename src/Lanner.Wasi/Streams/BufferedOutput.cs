using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Streams;

/// <summary>Gathers small writes to a pipe or file. They are handed on when the buffer is full, when the guest waits for something, writes
/// to its standard error, or ends, and otherwise about a millisecond after the first (<see cref="LateOutput"/>): who reads sees at once
/// what the guest has written, also when the guest then computes for long.</summary>
/// <param name="inner">The pipe or file.</param>
internal sealed class BufferedOutput(OpenFile inner) : OpenFile, ILateOutput
{
    internal const int Capacity = 16 << 10;

    private readonly Lock _gate = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private int _start;
    private int _end;
    private bool _isAwaited;

    /// <summary>The result of forwarding after a write had returned. The next write tells the guest, and so do flushes until then: the
    /// guest has not asked for each of them.</summary>
    private WasiError _lateError;

    /// <summary>The interruption of the guest that wrote what is gathered.</summary>
    private CancellationToken _interruption;

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

            var length = 0ul;
            foreach (var vector in vectors)
            {
                length += vector.Length;
            }

            if (length > (ulong)(Capacity - _end))
            {
                var error = Forward(waiter);
                if (error != WasiError.Success)
                {
                    return error;
                }

                if (length >= Capacity)
                {
                    return inner.Write(vectors, waiter, out count);
                }
            }

            if (_end == 0)
            {
                _interruption = waiter.Interruption;
            }

            foreach (var vector in vectors)
            {
                vector.Span.CopyTo(_buffer.AsSpan(_end));
                _end += (int)vector.Length;
            }

            count = length;
            if (!_isAwaited && _end > 0)
            {
                _isAwaited = true;
                LateOutput.Add(this);
            }

            return WasiError.Success;
        }
    }

    /// <inheritdoc/>
    public bool TryForward()
    {
        // A guest that is just writing hands on itself, or waits for the reader.
        if (!_gate.TryEnter())
        {
            return false;
        }

        try
        {
            var error = Forward(new Waiter(null, isNonBlocking: true));
            if (error == WasiError.TryAgain)
            {
                return false;
            }

            LateOutput.Note(ref _lateError, error);
            Volatile.Write(ref _isAwaited, false);
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    internal override WasiError Flush(Waiter waiter)
    {
        // Whoever writes may hold the lock for long. While something is awaited, the error of handing it on may be still to come.
        if (!Volatile.Read(ref _isAwaited) && Volatile.Read(ref _end) == 0 && _lateError == WasiError.Success)
        {
            return WasiError.Success;
        }

        lock (_gate)
        {
            return LateOutput.Note(ref _lateError, Forward(waiter.ForFinalFlush(_interruption)));
        }
    }

    internal override WasiError Seek(long offset, SeekOrigin origin, out ulong position)
    {
        Flush(default);
        return inner.Seek(offset, origin, out position);
    }

    internal override WasiError WriteAt(ReadOnlySpan<IoVector> vectors, ulong offset, Waiter waiter, out ulong count)
    {
        Flush(waiter);
        return inner.WriteAt(vectors, offset, waiter, out count);
    }

    internal override WasiError SetSize(ulong size)
    {
        Flush(default);
        return inner.SetSize(size);
    }

    internal override WasiError Allocate(ulong offset, ulong length) => inner.Allocate(offset, length);

    internal override WasiError Advise(ulong offset, ulong length, int advice) => inner.Advise(offset, length, advice);

    internal override WasiError Sync(bool dataOnly)
    {
        Flush(default);
        return inner.Sync(dataOnly);
    }

    internal override WasiError GetStatus(out FileStatus status)
    {
        Flush(default);
        return inner.GetStatus(out status);
    }

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification) => inner.SetTimes(access, modification);

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            // Nothing may be left: who flushes later would write to what is closed, whose number may be that of something else by then.
            Forward(default(Waiter).ForFinalFlush(_interruption));
            _start = _end = 0;
        }

        inner.Dispose();
        base.Dispose(disposing);
    }

    private unsafe WasiError Forward(Waiter waiter)
    {
        while (_start < _end)
        {
            var vector = new IoVector((byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _buffer[_start]), _end - _start);
            var error = inner.Write(new ReadOnlySpan<IoVector>(in vector), waiter, out var count);
            if (error != WasiError.Success)
            {
                // What the other side refuses for good is not offered again.
                if (error is not (WasiError.TryAgain or WasiError.Interrupted))
                {
                    _start = _end = 0;
                }

                return error;
            }

            _start += (int)count;
        }

        _start = _end = 0;
        return WasiError.Success;
    }
}
