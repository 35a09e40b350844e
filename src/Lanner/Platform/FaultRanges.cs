using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>The ranges of addresses in which a fault is a trap, in native memory where <see cref="FaultHandler"/> reads them, perhaps while
/// another thread adds one.
/// </summary>
/// <remarks>
/// <code>
/// offset 0   number of ranges
/// offset 16  start and length of the first range, then of the second, …
/// </code>
/// Entries are never changed or removed and the number is written last, so a reader needs no lock: the entries that it counts are complete.
/// </remarks>
internal static unsafe class FaultRanges
{
    /// <summary>Enough for all the address space of a process (128 TiB) in arenas of 512 GiB.</summary>
    private const int Capacity = 255;

    private static readonly Lock Gate = new();

    /// <summary>The table. Never freed, since a fault can come at any time.</summary>
    internal static readonly ulong* Table = (ulong*)NativeMemory.AllocZeroed((Capacity + 1) * 2, sizeof(ulong));

    /// <summary>Adds a range.</summary>
    /// <returns>True if there was room.</returns>
    internal static bool TryAdd(byte* start, ulong length)
    {
        lock (Gate)
        {
            var count = *Table;
            if (count == Capacity)
            {
                return false;
            }

            Table[(count * 2) + 2] = (ulong)start;
            Table[(count * 2) + 3] = length;
            Volatile.Write(ref *Table, count + 1);
            return true;
        }
    }
}
