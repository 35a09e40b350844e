using System.Buffers.Binary;
using System.Text;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>The uses of a field, each of which can be wrong in ways of its own.</summary>
internal enum FieldKind
{
    /// <summary>A number, all of whose bits may be anything.</summary>
    Number,

    Bool,

    Char,

    /// <summary>The index of a case.</summary>
    Discriminant,

    Flags,

    Pointer,

    Length,

    /// <summary>Code units of a string.</summary>
    Text,

    Handle,
}

/// <summary>A field in a guest's memory.</summary>
/// <param name="Address">The place.</param>
/// <param name="Size">The bytes.</param>
/// <param name="Kind">The use.</param>
/// <param name="Limit">The cases of a discriminant; the bytes that a pointer leads to; the size of one of what a length counts.</param>
/// <param name="Start">The pointer that goes with a length.</param>
internal readonly record struct GuestField(int Address, int Size, FieldKind Kind, long Limit = 0, long Start = 0);

/// <summary>The beginning of a guest's memory, as a guest that keeps the rules would leave it: core values in slots, and what they lead to
/// behind them.</summary>
internal sealed class GuestImage(GuestEncoding encoding)
{
    internal const int SlotSize = 8;

    /// <summary>The slots: as many as there are flat parameters at most (Canonical ABI, <c>MAX_FLAT_PARAMS</c>).</summary>
    internal const int Slots = 16;

    private byte[] _bytes = new byte[Slots * SlotSize];

    /// <summary>The fields, in the order in which they were stored.</summary>
    internal List<GuestField> Fields { get; } = [];

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Makes room at the end.</summary>
    /// <returns>The address.</returns>
    internal int Allocate(int size, int alignment)
    {
        var address = Shape.Align(_bytes.Length, alignment);
        Array.Resize(ref _bytes, address + size);
        return address;
    }

    /// <summary>Stores the bits of a field.</summary>
    internal void Write(int address, int size, ulong bits, FieldKind kind, long limit = 0, long start = 0)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, bits);
        word[..size].CopyTo(_bytes.AsSpan(address));
        Fields.Add(new GuestField(address, size, kind, limit, start));
    }

    /// <summary>Stores text, and where it is and how long.</summary>
    internal void WriteString(int pointerAt, int lengthAt, string text)
    {
        var isLatin1 = encoding == GuestEncoding.Latin1OrUtf16 && text.All(unit => unit < 0x100);
        var content = isLatin1 ? Encoding.Latin1.GetBytes(text)
            : encoding == GuestEncoding.Utf8 ? Encoding.UTF8.GetBytes(text)
            : Encoding.Unicode.GetBytes(text);
        var unit = isLatin1 || encoding == GuestEncoding.Utf8 ? 1 : 2;
        var tag = encoding == GuestEncoding.Latin1OrUtf16 && !isLatin1 ? 1u << 31 : 0;
        var address = Allocate(content.Length, encoding == GuestEncoding.Utf8 ? 1 : 2);
        content.CopyTo(_bytes, address);
        if (content.Length > 0)
        {
            Fields.Add(new GuestField(address, content.Length, FieldKind.Text));
        }

        WriteRange(pointerAt, lengthAt, address, (uint)(content.Length / unit) | tag, content.Length, unit);
    }

    /// <summary>Stores where a list is and how long.</summary>
    internal void WriteRange(int pointerAt, int lengthAt, int address, uint length, int bytes, int unit)
    {
        Write(pointerAt, 4, (uint)address, FieldKind.Pointer, bytes);
        Write(lengthAt, 4, length, FieldKind.Length, unit, address);
    }

    /// <summary>The address of a slot.</summary>
    internal static int At(int slot) => slot * SlotSize;
}
