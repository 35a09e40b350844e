namespace Lanner.Components.CanonicalAbi;

/// <summary>A string or a list of plain numbers that stays in the memory of its guest until it is lowered.</summary>
internal sealed class MemorySlice(Memory memory, ulong address, int byteLength, int count, TextForm form)
{
    internal int ByteLength => byteLength;

    /// <summary>The number of elements.</summary>
    internal int Count => count;

    /// <summary>The encoding, of a string.</summary>
    internal TextForm Form => form;

    internal ReadOnlySpan<byte> Span => memory.GetSpan((long)address, byteLength);
}
