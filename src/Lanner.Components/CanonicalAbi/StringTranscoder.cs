using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using System.Text;
using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Copies text from one encoding to another, with the vectorised code of the runtime. The size is counted first, so that a guest
/// is asked once for just the room that it takes.</summary>
internal static class StringTranscoder
{
    /// <summary>Text goes through UTF-16 in chunks where there is no way past it, so that it takes nothing of the host's memory.</summary>
    private const int ChunkUnits = 512;

    /// <summary>The largest byte of UTF-8 text that is all in Latin-1: the first of two for U+00FF.</summary>
    private const byte LastLeadOfLatin1 = 0xC3;

    /// <summary>The text of a guest as one of .NET.</summary>
    internal static string Decode(ReadOnlySpan<byte> bytes, TextForm form)
    {
        switch (form)
        {
            case TextForm.Utf8 when Ascii.IsValid(bytes):
                return Encoding.Latin1.GetString(bytes);
            case TextForm.Utf8:
                RequireUtf8(bytes);
                return Encoding.UTF8.GetString(bytes);
            case TextForm.Utf16:
                var units = MemoryMarshal.Cast<byte, char>(bytes);
                RequireUtf16(units);
                return new string(units);
            default:
                return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>Writes text into the memory of a guest, in its encoding.</summary>
    /// <returns>The address and the length as the guest gets it.</returns>
    internal static (ulong Pointer, ulong Units) Lower(AbiContext context, ReadOnlySpan<byte> source, TextForm form)
    {
        switch (context.Encoding)
        {
            case StringEncoding.Utf8:
                return ToUtf8(context, source, form);
            case StringEncoding.Utf16:
                return ToUtf16(context, source, form, tag: 0);
            default:
                return form == TextForm.Latin1 ? Copy(context, source, source.Length, 0) : ToLatin1OrUtf16(context, source, form);
        }
    }

    /// <summary>Writes text of the host into the memory of a guest, in its encoding. No surrogate stands alone in it.</summary>
    /// <returns>The address and the length as the guest gets it.</returns>
    internal static (ulong Pointer, ulong Units) Lower(AbiContext context, string text) => context.Encoding == StringEncoding.Utf8
        ? Utf16ToUtf8(context, text)
        : Lower(context, MemoryMarshal.AsBytes(text.AsSpan()), TextForm.Utf16);

    private static (ulong Pointer, ulong Units) ToUtf8(AbiContext context, ReadOnlySpan<byte> source, TextForm form)
    {
        if (form == TextForm.Utf8)
        {
            RequireUtf8(source);
            return Copy(context, source, source.Length, tag: 0, alignment: 1);
        }

        if (form == TextForm.Latin1)
        {
            return Latin1ToUtf8(context, source);
        }

        var units = MemoryMarshal.Cast<byte, char>(source);
        RequireUtf16(units);
        return Utf16ToUtf8(context, units);
    }

    private static (ulong Pointer, ulong Units) Utf16ToUtf8(AbiContext context, ReadOnlySpan<char> units)
    {
        var length = CountChecked((ulong)Encoding.UTF8.GetByteCount(units));
        var pointer = context.Allocate(1, length);
        if (Utf8.FromUtf16(units, context.Span(pointer, length), out _, out var written, replaceInvalidSequences: false)
            != OperationStatus.Done || (ulong)written != length)
        {
            throw InvalidUtf16();
        }

        return (pointer, length);
    }

    private static (ulong Pointer, ulong Units) Latin1ToUtf8(AbiContext context, ReadOnlySpan<byte> source)
    {
        if (Ascii.IsValid(source))
        {
            return Copy(context, source, source.Length, tag: 0, alignment: 1);
        }

        Span<char> units = stackalloc char[ChunkUnits];
        var bytes = 0UL;
        for (var start = 0; start < source.Length; start += ChunkUnits)
        {
            bytes += (ulong)Encoding.UTF8.GetByteCount(units[..WidenChunk(source[start..], units)]);
        }

        var length = CountChecked(bytes);
        var pointer = context.Allocate(1, length);
        var target = context.Span(pointer, length);
        for (var start = 0; start < source.Length; start += ChunkUnits)
        {
            var chunk = units[..WidenChunk(source[start..], units)];
            if (Utf8.FromUtf16(chunk, target, out _, out var written) != OperationStatus.Done)
            {
                throw Changed();
            }

            target = target[written..];
        }

        return (pointer, length);
    }

    /// <summary>Writes the first units of Latin-1 as UTF-16.</summary>
    /// <returns>The number of units.</returns>
    private static int WidenChunk(ReadOnlySpan<byte> source, Span<char> units) =>
        Encoding.Latin1.GetChars(source[..int.Min(source.Length, units.Length)], units);

    private static (ulong Pointer, ulong Units) ToUtf16(AbiContext context, ReadOnlySpan<byte> source, TextForm form, ulong tag)
    {
        if (form == TextForm.Utf16)
        {
            RequireUtf16(MemoryMarshal.Cast<byte, char>(source));
            return Copy(context, source, source.Length / 2, tag);
        }

        int count;
        if (form == TextForm.Utf8)
        {
            RequireUtf8(source);
            count = Encoding.UTF8.GetCharCount(source);
        }
        else
        {
            count = source.Length;
        }

        var length = CountChecked((ulong)count * 2);
        var pointer = context.Allocate(2, length);
        var target = MemoryMarshal.Cast<byte, char>(context.Span(pointer, length));
        if (form == TextForm.Latin1)
        {
            Encoding.Latin1.GetChars(source, target);
        }
        else if (Utf8.ToUtf16(source, target, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done
            || written != count)
        {
            throw Changed();
        }

        return (pointer, (uint)count | tag);
    }

    private static (ulong Pointer, ulong Units) ToLatin1OrUtf16(AbiContext context, ReadOnlySpan<byte> source, TextForm form)
    {
        if (form == TextForm.Utf16)
        {
            return Utf16ToLatin1OrUtf16(context, MemoryMarshal.Cast<byte, char>(source));
        }

        RequireUtf8(source);
        if (Ascii.IsValid(source))
        {
            return Copy(context, source, source.Length, 0);
        }

        if (source.ContainsAnyExceptInRange((byte)0, LastLeadOfLatin1))
        {
            return ToUtf16(context, source, form, context.Utf16Tag);
        }

        var length = (ulong)Encoding.UTF8.GetCharCount(source);
        var pointer = context.Allocate(2, length);
        Utf8ToLatin1(source, context.Span(pointer, length));
        return (pointer, length);
    }

    private static void Utf8ToLatin1(ReadOnlySpan<byte> source, Span<byte> target)
    {
        Span<char> units = stackalloc char[ChunkUnits];
        while (!source.IsEmpty)
        {
            var status = Utf8.ToUtf16(source, units, out var read, out var written, replaceInvalidSequences: false);
            if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall) || written > target.Length)
            {
                throw Changed();
            }

            Encoding.Latin1.GetBytes(units[..written], target);
            source = source[read..];
            target = target[written..];
        }
    }

    private static (ulong Pointer, ulong Units) Utf16ToLatin1OrUtf16(AbiContext context, ReadOnlySpan<char> units)
    {
        if (units.ContainsAnyExceptInRange('\0', '\u00FF'))
        {
            return ToUtf16(context, MemoryMarshal.AsBytes(units), TextForm.Utf16, context.Utf16Tag);
        }

        var pointer = context.Allocate(2, (ulong)units.Length);
        Encoding.Latin1.GetBytes(units, context.Span(pointer, (ulong)units.Length));
        return (pointer, (ulong)units.Length);
    }

    /// <summary>Copies text as it is.</summary>
    private static (ulong Pointer, ulong Units) Copy(
        AbiContext context, ReadOnlySpan<byte> source, int units, ulong tag, int alignment = 2)
    {
        var pointer = context.Allocate(alignment, (ulong)source.Length);
        context.Copy(source, pointer);
        return (pointer, (uint)units | tag);
    }

    /// <summary>Refuses what no guest could be asked to make room for.</summary>
    private static ulong CountChecked(ulong bytes) =>
        bytes <= int.MaxValue ? bytes : throw AbiTraps.Of(AbiTraps.StringOutOfBounds);

    private static void RequireUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return;
        }

        while (Rune.DecodeFromUtf8(bytes, out _, out var consumed) is var status)
        {
            switch (status)
            {
                case OperationStatus.Done:
                    bytes = bytes[consumed..];
                    break;
                case OperationStatus.NeedMoreData:
                    throw AbiTraps.Of("incomplete utf-8 byte sequence");
                default:
                    throw AbiTraps.Of("invalid utf-8");
            }
        }
    }

    private static void RequireUtf16(ReadOnlySpan<char> units)
    {
        if (!ComponentValue.IsText(units))
        {
            throw InvalidUtf16();
        }
    }

    /// <summary>The trap for text that is not what was counted: who made the room for it has the same memory, and has written
    /// there.</summary>
    private static TrapException Changed() => AbiTraps.Of("the text was changed while it was copied");

    private static TrapException InvalidUtf16() => AbiTraps.Of("invalid utf-16: unpaired surrogate");
}
