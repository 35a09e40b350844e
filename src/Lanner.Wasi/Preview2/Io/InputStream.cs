using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>An <c>input-stream</c>.</summary>
internal sealed class InputStream(InputSource source) : GuestStream
{
    /// <summary>The most bytes that are read at once, whatever the guest asks for. Programs of C ask for a file in one piece, and few look
    /// whether they got it.</summary>
    internal const int MaximumRead = 1 << 20;

    internal IoFailure? Failure => source.Failure;

    protected override IWaitable Source => source;

    protected override bool EndIsFinal => source.EndIsFinal;

    /// <summary>Reads what is there, without waiting.</summary>
    internal StreamStatus Read(Span<byte> room, Waiter waiter, out int count)
    {
        count = 0;
        return IsClosed ? StreamStatus.Closed
            : room.IsEmpty ? StreamStatus.Open
            : source.Read(room, waiter, out count);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
