using System.Buffers;
using Lanner.Components;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>The methods of <c>output-stream</c>.</summary>
internal static class OutputStreamInterface
{
    /// <summary>The most zeroes that are written by the function that waits for it. Bytes may be more than the specification says: the
    /// adapter for programs of WASI 0.1 writes as many as its program has.</summary>
    private const int MaximumZeroes = 4096;

    private static readonly ComponentValue Done = ComponentValue.Ok();

    internal static void Define(InterfaceDefinition streams)
    {
        var type = ResourceTypes.OutputStream;
        streams.Resource(type);
        streams.Method(type, "check-write", CheckWrite);
        streams.Method(type, "write", call => Finish(call, Of(call).Write(call[1].AsNumbers<byte>().Span, call.Waiter)));
        streams.Method(
            type, "blocking-write-and-flush", call => Finish(call, Of(call).WriteToEnd(call, call[1].AsNumbers<byte>().Span)));
        streams.Method(type, "flush", call => Finish(call, Of(call).Flush(call.Waiter)));
        streams.Method(type, "blocking-flush", call => Finish(call, Of(call).FlushToEnd(call)));
        streams.Method(type, "subscribe", Pollable.Subscribe<GuestStream>);
        streams.Method(type, "write-zeroes", call => Finish(call, Of(call).WriteZeroes(call[1].AsU64(), call.Waiter)));
        streams.Method(type, "blocking-write-zeroes-and-flush", BlockingWriteZeroes);
        streams.Method(type, "splice", Splice);
        streams.Method(type, "blocking-splice", BlockingSplice);
    }

    private static OutputStream Of(InterfaceCall call) => call.Resource<OutputStream>(0);

    /// <summary>The result of what gives no value.</summary>
    private static ComponentValue? Finish(InterfaceCall call, StreamStatus status) =>
        status == StreamStatus.Open ? Done : Of(call).Refuse(call, status, Of(call).Failure);

    private static ComponentValue? CheckWrite(InterfaceCall call)
    {
        var status = Of(call).Check(out var permit);
        return status == StreamStatus.Open ? ComponentValue.Ok(ComponentValue.FromU64((ulong)permit)) : Finish(call, status);
    }

    private static ComponentValue? BlockingWriteZeroes(InterfaceCall call)
    {
        var count = call[1].AsU64();
        return count <= MaximumZeroes
            ? Finish(call, Of(call).WriteToEnd(call, OutputStream.ZeroBytes((int)count)))
            : throw ComponentTrap.Because($"a blocking write of {count} zeroes, more than {MaximumZeroes}");
    }

    private static ComponentValue? BlockingSplice(InterfaceCall call)
    {
        Of(call).WaitUntilReady(call);
        if (call[2].AsU64() > 0)
        {
            call.Resource<InputStream>(1).WaitUntilReady(call);
        }

        return Splice(call);
    }

    private static ComponentValue? Splice(InterfaceCall call)
    {
        var (output, input) = (Of(call), call.Resource<InputStream>(1));
        var status = output.Check(out var permit);
        if (status != StreamStatus.Open)
        {
            return Finish(call, status);
        }

        var length = (int)ulong.Min(call[2].AsU64(), (ulong)int.Min(permit, InputStream.MaximumRead));
        var room = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            status = input.Read(room.AsSpan(0, length), call.Waiter, out var count);
            if (status != StreamStatus.Open)
            {
                return input.Refuse(call, status, input.Failure);
            }

            status = output.Write(room.AsSpan(0, count), call.Waiter);
            return status == StreamStatus.Open ? ComponentValue.Ok(ComponentValue.FromU64((ulong)count)) : Finish(call, status);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }
}
