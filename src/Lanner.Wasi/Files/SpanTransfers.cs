using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Files;

/// <summary>Reading and writing of memory of the host, which stays where it is until the call is over.</summary>
internal static unsafe class SpanTransfers
{
    /// <summary>Reads from the position on.</summary>
    internal static WasiError Read(this OpenFile file, Span<byte> room, Waiter waiter, out int count)
    {
        fixed (byte* address = room)
        {
            var vector = new IoVector(address, room.Length);
            return Finish(file.Read(new ReadOnlySpan<IoVector>(in vector), waiter, out var length), length, out count);
        }
    }

    /// <summary>Reads from an offset on.</summary>
    internal static WasiError ReadAt(this OpenFile file, Span<byte> room, ulong offset, Waiter waiter, out int count)
    {
        fixed (byte* address = room)
        {
            var vector = new IoVector(address, room.Length);
            return Finish(file.ReadAt(new ReadOnlySpan<IoVector>(in vector), offset, waiter, out var length), length, out count);
        }
    }

    /// <summary>Writes from the position on.</summary>
    internal static WasiError Write(this OpenFile file, ReadOnlySpan<byte> bytes, Waiter waiter, out int count)
    {
        fixed (byte* address = bytes)
        {
            var vector = new IoVector(address, bytes.Length);
            return Finish(file.Write(new ReadOnlySpan<IoVector>(in vector), waiter, out var length), length, out count);
        }
    }

    /// <summary>Writes from an offset on.</summary>
    internal static WasiError WriteAt(this OpenFile file, ReadOnlySpan<byte> bytes, ulong offset, Waiter waiter, out int count)
    {
        fixed (byte* address = bytes)
        {
            var vector = new IoVector(address, bytes.Length);
            return Finish(file.WriteAt(new ReadOnlySpan<IoVector>(in vector), offset, waiter, out var length), length, out count);
        }
    }

    private static WasiError Finish(WasiError error, ulong length, out int count)
    {
        count = (int)length;
        return error;
    }
}
