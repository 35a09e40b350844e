using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>Input from a pipe of .NET.</summary>
internal sealed class PipeInput(Stream stream) : AsynchronousInput
{
    internal bool IsDisposed { get; private set; }

    protected override ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellation) =>
        stream.ReadAsync(room, cancellation);

    protected override IoFailure? Explain(Exception exception) =>
        exception is EndOfStreamException ? null : new IoFailure(exception.Message, WasiError.ConnectionReset);

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}

/// <summary>Output whose writes end when the test says so.</summary>
internal sealed class HeldOutput() : AsynchronousOutput(capacity: 8)
{
    internal MemoryStream Written { get; } = new();

    internal TaskCompletionSource? Held { get; set; }

    internal int Flushes { get; private set; }

    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (Held is { } held)
        {
            await held.Task.WaitAsync(cancellation);
        }

        await Written.WriteAsync(bytes, cancellation);
    }

    protected override ValueTask FlushAsync(CancellationToken cancellation)
    {
        Flushes++;
        return default;
    }

    protected override IoFailure? Explain(Exception exception) =>
        exception is EndOfStreamException ? null : new IoFailure(exception.Message, WasiError.BrokenPipe);
}
