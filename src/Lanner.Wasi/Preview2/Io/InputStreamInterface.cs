using System.Buffers;
using Lanner.Components;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>The methods of <c>input-stream</c>.</summary>
internal static class InputStreamInterface
{
    internal static void Define(InterfaceDefinition streams)
    {
        var type = ResourceTypes.InputStream;
        streams.Resource(type);
        streams.Method(type, "read", call => Read(call, bytes => ComponentValue.FromNumbers(bytes)));
        streams.Method(type, "blocking-read", call => BlockingRead(call, bytes => ComponentValue.FromNumbers(bytes)));
        streams.Method(type, "skip", call => Read(call, CountOf));
        streams.Method(type, "blocking-skip", call => BlockingRead(call, CountOf));
        streams.Method(type, "subscribe", Pollable.Subscribe<GuestStream>);
    }

    private static ComponentValue CountOf(ReadOnlySpan<byte> bytes) => ComponentValue.FromU64((ulong)bytes.Length);

    private static ComponentValue? BlockingRead(InterfaceCall call, Func<ReadOnlySpan<byte>, ComponentValue> toResult)
    {
        if (call[1].AsU64() > 0)
        {
            call.Resource<InputStream>(0).WaitUntilReady(call);
        }

        return Read(call, toResult);
    }

    private static ComponentValue? Read(InterfaceCall call, Func<ReadOnlySpan<byte>, ComponentValue> toResult)
    {
        var stream = call.Resource<InputStream>(0);
        var length = (int)ulong.Min(call[1].AsU64(), InputStream.MaximumRead);
        var room = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var status = stream.Read(room.AsSpan(0, length), call.Waiter, out var count);
            return status == StreamStatus.Open
                ? ComponentValue.Ok(toResult(room.AsSpan(0, count)))
                : stream.Refuse(call, status, stream.Failure);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }
}
