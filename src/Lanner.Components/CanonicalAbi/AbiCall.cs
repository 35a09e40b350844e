using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>One side of a call while its values are lifted or lowered (Canonical ABI, <c>LiftLowerContext</c>).</summary>
/// <param name="Context">The options.</param>
/// <param name="Scope">The loans of the call; null when no type of the function has any.</param>
/// <param name="KeepsInMemory">True if what is lifted is lowered at once, so that strings and lists of numbers may stay in the memory of
/// their guest until then.</param>
internal readonly record struct AbiCall(AbiContext Context, CallScope? Scope, bool KeepsInMemory = false)
{
    internal Memory Memory => Context.Memory;
}

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

/// <summary>The encodings of text that is copied.</summary>
internal enum TextForm
{
    Utf8,
    Utf16,
    Latin1,
}
