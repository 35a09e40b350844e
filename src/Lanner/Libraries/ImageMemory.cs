using System.Buffers;

namespace Lanner.Libraries;

/// <summary>Bytes of the image of an assembly, which stay where they are as long as the assembly is loaded.</summary>
/// <param name="owner">An object of a class of the assembly, which keeps it loaded.</param>
/// <param name="address">The address of the bytes.</param>
/// <param name="length">Their number.</param>
internal sealed unsafe class ImageMemory(object owner, nint address, int length) : MemoryManager<byte>
{
    public override Span<byte> GetSpan()
    {
        GC.KeepAlive(owner);
        return new Span<byte>((void*)address, length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)address + elementIndex, pinnable: this);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
