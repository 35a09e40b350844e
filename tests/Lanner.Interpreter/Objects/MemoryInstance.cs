namespace Lanner.Interpreter.Objects;

/// <summary>A memory (specification 4.2.7).</summary>
internal sealed class MemoryInstance
{
    /// <summary>More bytes than this are refused, as an implementation may.</summary>
    private const ulong MostBytes = 1UL << 30;

    internal MemoryInstance(MemoryType type)
    {
        Type = type;
        Bytes = [];
        if (Grow(type.Limits.Minimum) < 0)
        {
            throw new GuestTrap(TrapCode.AllocationTooLarge);
        }
    }

    internal MemoryType Type { get; }

    /// <summary>Threads that wait; also what atomic accesses hold, so that one follows the other.</summary>
    internal Waiters Waiters { get; } = new();

    internal byte[] Bytes { get; private set; }

    internal ulong Pages => (ulong)Bytes.Length >> Type.PageSizeLog2;

    /// <summary>Adds pages; gives how many there were, or -1 when that are too many.</summary>
    internal long Grow(ulong count)
    {
        var pages = Pages;
        var most = Math.Min(Type.Limits.Maximum ?? ulong.MaxValue, MostBytes >> Type.PageSizeLog2);
        if (count > most || pages + count > most)
        {
            return -1;
        }

        var grown = new byte[(pages + count) << Type.PageSizeLog2];
        Bytes.CopyTo(grown, 0);
        Bytes = grown;
        return (long)pages;
    }

    /// <summary>Returns the start of an access to so many bytes; one that ends behind the memory traps.</summary>
    internal int Locate(ulong address, ulong offset, ulong count)
    {
        var start = address + offset;
        var isWrapped = start < address;
        return isWrapped || start > (ulong)Bytes.Length || count > (ulong)Bytes.Length - start
            ? throw new GuestTrap(TrapCode.MemoryOutOfBounds)
            : (int)start;
    }

    /// <summary>Reads up to eight bytes, the lowest first.</summary>
    internal ulong Read(int position, int count)
    {
        var value = 0UL;
        for (var index = 0; index < count; index++)
        {
            value |= (ulong)Bytes[position + index] << (8 * index);
        }

        return value;
    }

    /// <summary>Writes up to eight bytes, the lowest first.</summary>
    internal void Write(int position, int count, ulong value)
    {
        for (var index = 0; index < count; index++)
        {
            Bytes[position + index] = (byte)(value >> (8 * index));
        }
    }
}
