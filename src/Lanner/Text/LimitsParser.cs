using System.Numerics;
using Lanner.Binary;

namespace Lanner.Text;

/// <summary>Reads limits (specification 6.4.7) and what stands around them.</summary>
internal sealed class LimitsParser(TokenReader reader, WasmFeatures features)
{
    /// <summary>Reads the type of addresses, if it is given.</summary>
    /// <returns>True if they have 64 bits.</returns>
    internal bool ReadAddressType()
    {
        var is64Bit = reader.Accept("i64"u8);
        if (!is64Bit)
        {
            reader.Accept("i32"u8);
        }

        return is64Bit;
    }

    /// <summary>Reads a minimum and perhaps a maximum.</summary>
    internal LimitsText Read(bool is64Bit)
    {
        var minimum = ReadLimit();
        ulong? maximum = reader.Current.Kind == TokenKind.Natural ? ReadLimit() : null;
        return new LimitsText(minimum, maximum, is64Bit, false, null);
    }

    /// <summary>Reads a limit. It was a number of 32 bits before there were 64-bit memories, and now is one of 64 whatever the memory
    /// (specification 6.4.7).</summary>
    private ulong ReadLimit() => (features & WasmFeatures.Memory64) == 0 ? reader.ReadNatural32() : reader.ReadNatural64();

    /// <summary>Reads the size of a page, which is a power of two (proposal "custom page sizes").</summary>
    internal byte? ReadPageSize()
    {
        if (!reader.AcceptOpen("pagesize"u8))
        {
            return null;
        }

        var token = reader.Current;
        var size = reader.ReadNatural32();
        if (!BitOperations.IsPow2(size))
        {
            throw reader.Malformed("invalid custom page size", token);
        }

        reader.ExpectRight();
        return (byte)BitOperations.Log2(size);
    }

    /// <summary>Reads what only memories have: being shared, and the size of a page.</summary>
    internal LimitsText ReadMemoryRest(LimitsText limits)
    {
        var isShared = reader.Accept("shared"u8);
        return limits with { IsShared = isShared, PageSizeLog2 = ReadPageSize() };
    }
}

/// <summary>The limits of a table or memory, as they are written.</summary>
internal readonly record struct LimitsText(ulong Minimum, ulong? Maximum, bool Is64Bit, bool IsShared, byte? PageSizeLog2)
{
    /// <summary>Writes them in the binary format (specification 5.3.11).</summary>
    internal void Write(ByteWriter writer)
    {
        writer.Write((byte)((Maximum is null ? 0 : 1) | (IsShared ? 2 : 0) | (Is64Bit ? 4 : 0)
            | (PageSizeLog2 is null ? 0 : 8)));
        writer.WriteUnsigned(Minimum);
        if (Maximum is { } maximum)
        {
            writer.WriteUnsigned(maximum);
        }

        if (PageSizeLog2 is { } pageSizeLog2)
        {
            writer.WriteUnsigned(pageSizeLog2);
        }
    }
}
