using Lanner.Components;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>An <c>output-stream</c>.</summary>
internal sealed class OutputStream(OutputSink sink) : GuestStream
{
    private static readonly byte[] Zeroes = new byte[4096];

    /// <summary>The bytes that may still be written of those that the guest was told.</summary>
    private int _permit;

    internal IoFailure? Failure => sink.Failure;

    protected override IWaitable Source => sink;

    /// <summary>Asks for the number of bytes that may be written, without waiting.</summary>
    internal StreamStatus Check(out int permit)
    {
        permit = 0;
        var status = IsClosed ? StreamStatus.Closed : sink.Check(out permit);
        _permit = permit;
        return status;
    }

    /// <summary>Writes within the permit.</summary>
    /// <exception cref="TrapException">There are more bytes than were permitted.</exception>
    internal StreamStatus Write(ReadOnlySpan<byte> bytes, Waiter waiter)
    {
        TakePermit((ulong)bytes.Length);
        return IsClosed ? StreamStatus.Closed
            : bytes.IsEmpty ? StreamStatus.Open
            : sink.Write(bytes, waiter);
    }

    /// <summary>Writes zeroes within the permit.</summary>
    /// <exception cref="TrapException">There are more than were permitted.</exception>
    internal StreamStatus WriteZeroes(ulong count, Waiter waiter)
    {
        TakePermit(count);
        var status = IsClosed ? StreamStatus.Closed : StreamStatus.Open;
        for (var left = (int)count; left > 0 && status == StreamStatus.Open; left -= Zeroes.Length)
        {
            status = sink.Write(Zeroes.AsSpan(0, int.Min(left, Zeroes.Length)), waiter);
        }

        return status;
    }

    /// <summary>Begins to flush.</summary>
    internal StreamStatus Flush(Waiter waiter)
    {
        _permit = 0;
        return IsClosed ? StreamStatus.Closed : sink.Flush(waiter);
    }

    /// <summary>Flushes, and waits until that is done.</summary>
    internal StreamStatus FlushToEnd(InterfaceCall call)
    {
        var status = Flush(call.Waiter);
        if (status == StreamStatus.Open)
        {
            WaitUntilReady(call);
            status = sink.Check(out _);
        }

        return status;
    }

    /// <summary>Writes all bytes, waiting where need be, and flushes.</summary>
    internal StreamStatus WriteToEnd(InterfaceCall call, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            WaitUntilReady(call);
            var status = Check(out var permit);
            var count = int.Min(permit, bytes.Length);
            status = status == StreamStatus.Open ? Write(bytes[..count], call.Waiter) : status;
            if (status != StreamStatus.Open)
            {
                return status;
            }

            bytes = bytes[count..];
        }

        return FlushToEnd(call);
    }

    /// <summary>Zeroes to write.</summary>
    internal static ReadOnlySpan<byte> ZeroBytes(int count) => Zeroes.AsSpan(0, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            sink.Dispose();
        }

        base.Dispose(disposing);
    }

    private void TakePermit(ulong count)
    {
        if (count > (ulong)_permit)
        {
            throw ComponentTrap.Because($"{count} bytes were written to an output-stream where check-write had permitted {_permit}");
        }

        _permit -= (int)count;
    }
}
