using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview3.Streams;

/// <summary>Takes what a guest writes to a stream to something of the host: chunk by chunk, the next one only when the last was
/// written.</summary>
internal sealed class Transfer
{
    private const int ChunkBytes = 16 << 10;

    private readonly object _gate = new();
    private readonly WasiContext _context;
    private readonly ComponentStream _stream;
    private readonly ByteSink _sink;

    /// <summary>Is cancelled with the context, and when the guest is interrupted: the host does not wait for its sake then.</summary>
    private readonly CancellationTokenSource _end;
    private Task<int>? _reading;
    private bool _isOver;

    private Transfer(WasiContext context, ComponentStream stream, ByteSink sink, CancellationToken interruption)
    {
        (_context, _stream, _sink) = (context, stream, sink);
        _end = CancellationTokenSource.CreateLinkedTokenSource(context.End, interruption);
    }

    /// <summary>Begins to take what a guest writes.</summary>
    /// <param name="context">The context of the guest.</param>
    /// <param name="stream">The stream, which this drops.</param>
    /// <param name="sink">The thing that takes the bytes.</param>
    /// <param name="interruption">The interruption of the guest.</param>
    /// <returns>A task of the <c>result</c> with which it ends.</returns>
    /// <exception cref="TrapException">The guest writes too many streams.</exception>
    internal static Task<ComponentValue> Begin(
        WasiContext context, ComponentStream stream, ByteSink sink, CancellationToken interruption)
    {
        if (!context.Resources.TryHold(ChunkBytes))
        {
            stream.Dispose();
            sink.Release();
            throw ComponentTrap.Because("the guest writes more streams to the host at once than it may (MaximumResourceBytes)");
        }

        var transfer = new Transfer(context, stream, sink, interruption);
        context.Transfers.Add(transfer);
        var run = transfer.RunAsync();
        run.IgnoreFailure();
        return run;
    }

    /// <summary>As <see cref="Begin"/>, with the future that a guest gets.</summary>
    internal static ComponentValue BeginFor(InterfaceCall call, int argument, ByteSink sink) => ComponentValue.FromFuture(
        ComponentFuture.FromTask(Begin(call.Context, call[argument].AsStream(), sink, call.Waiter.Interruption)));

    /// <summary>The end of a stream that cannot be written at all.</summary>
    /// <param name="stream">The stream, which is dropped.</param>
    /// <param name="error">The error, an <c>error-code</c>.</param>
    internal static ComponentValue Refused(ComponentStream stream, ComponentValue error)
    {
        stream.Dispose();
        return ComponentValue.FromFuture(ComponentFuture.FromTask(Task.FromResult(ComponentValue.Error(error))));
    }

    /// <summary>Waits until what was taken from the guest is written: it waits for the guest, then, or is over. What waits for others is
    /// not waited for.</summary>
    internal void Settle()
    {
        lock (_gate)
        {
            while (_sink.IsAwaited && !_isOver && _reading is not { IsCompleted: false })
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private async Task<ComponentValue> RunAsync()
    {
        ComponentValue? error = null;
        try
        {
            var chunk = new byte[ChunkBytes];
            while (error is null && await BeginRead(chunk).ConfigureAwait(false) is > 0 and var count)
            {
                error = await _sink.WriteAsync(chunk.AsMemory(0, count), _end.Token).ConfigureAwait(false);
            }

            error ??= await _sink.FinishAsync(_end.Token).ConfigureAwait(false);
        }
        finally
        {
            _stream.Dispose();
            _sink.Release();
            _context.Resources.TryHold(-ChunkBytes);
            _context.Transfers.Remove(this);
            _end.Dispose();
            lock (_gate)
            {
                _isOver = true;
                Monitor.PulseAll(_gate);
            }
        }

        return error is { } code ? ComponentValue.Error(code) : ComponentValue.Ok();
    }

    private Task<int> BeginRead(Memory<byte> chunk)
    {
        var reading = _stream.ReadAsync(chunk);
        lock (_gate)
        {
            _reading = reading;
            Monitor.PulseAll(_gate);
        }

        // The store may be disposed of, and the guest never heard of again.
        return reading.WaitAsync(_end.Token);
    }
}
