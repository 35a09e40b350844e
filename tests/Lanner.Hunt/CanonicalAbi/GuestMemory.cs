using System.Buffers.Binary;
using System.Text;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>The specification says that a guest traps here.</summary>
internal sealed class GuestTrap : Exception;

/// <summary>The encodings of strings.</summary>
internal enum GuestEncoding
{
    Utf8,
    Utf16,
    Latin1OrUtf16,
}

/// <summary>The memory of a guest from which values are lifted as the specification says.</summary>
internal sealed class GuestMemory(byte[] bytes, GuestEncoding encoding)
{
    /// <summary>The most bytes of a list or string (Canonical ABI, <c>MAX_LIST_BYTE_LENGTH</c>).</summary>
    private const ulong MostBytes = (1 << 28) - 1;

    private const uint Utf16Tag = 1u << 31;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static readonly Encoding Utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Reads an unsigned number, little-endian.</summary>
    internal ulong Read(ulong address, int size)
    {
        Span<byte> word = stackalloc byte[8];
        word.Clear();
        bytes.AsSpan((int)address, size).CopyTo(word);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    /// <summary>Reads a core value of 32 bits.</summary>
    internal uint ReadSlot(int slot) => (uint)Read((ulong)slot * GuestImage.SlotSize, 4);

    /// <summary>Reads a core value of 64 bits.</summary>
    internal ulong ReadWideSlot(int slot) => Read((ulong)slot * GuestImage.SlotSize, 8);

    /// <summary>Traps unless a place is aligned and within.</summary>
    internal void Require(ulong address, ulong size, int alignment)
    {
        TrapIf(address % (ulong)alignment != 0);
        TrapIf(address + size > (ulong)bytes.Length);
    }

    /// <summary>Traps unless a list may be there (Canonical ABI, <c>load_list_from_range</c>).</summary>
    internal void RequireList(ulong address, ulong length, int elementSize, int alignment)
    {
        TrapIf(length * (ulong)elementSize > MostBytes);
        Require(address, length * (ulong)elementSize, alignment);
    }

    /// <summary>Reads text (Canonical ABI, <c>load_string_from_range</c>).</summary>
    internal string ReadString(uint address, uint taggedUnits)
    {
        var (length, alignment, decoder) = encoding switch
        {
            GuestEncoding.Utf8 => (taggedUnits, 1, Utf8),
            GuestEncoding.Utf16 => (2UL * taggedUnits, 2, Utf16),
            _ when (taggedUnits & Utf16Tag) != 0 => (2UL * (taggedUnits ^ Utf16Tag), 2, Utf16),
            _ => (taggedUnits, 2, Encoding.Latin1),
        };
        TrapIf(length > MostBytes);
        Require(address, length, alignment);
        try
        {
            return decoder.GetString(bytes, (int)address, (int)length);
        }
        catch (DecoderFallbackException)
        {
            throw new GuestTrap();
        }
    }

    internal static void TrapIf(bool condition)
    {
        if (condition)
        {
            throw new GuestTrap();
        }
    }
}
