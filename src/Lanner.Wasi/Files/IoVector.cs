namespace Lanner.Wasi.Files;

/// <summary>A part of a guest's memory to read into or to write from, in the layout of <c>struct iovec</c> on 64-bit systems. Guests' memories never move, so that the address
/// holds as long as the call.</summary>
internal readonly unsafe struct IoVector(byte* address, int length)
{
    internal readonly byte* Address = address;
    internal readonly nuint Length = (nuint)length;

    internal Span<byte> Span => new(Address, (int)Length);
}
