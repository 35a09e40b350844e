using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Runtime;

/// <summary>The place of the current size of a memory, given the address of its byte 0.</summary>
/// <remarks>
/// <para>Of a checked memory it stands 16 bytes before byte 0, where code that compares every address with it has it at hand. In front of a
/// guarded memory nothing may be accessible, so the size stands in a table: guarded memories begin at multiples of 8 GiB, and the number of
/// that multiple is the index.</para>
/// <para>The address tells the two apart: a checked memory never begins at a multiple of 8 GiB, which <see cref="MemoryReservation"/> sees
/// to.</para>
/// </remarks>
internal static unsafe class MemorySizes
{
    /// <summary>The offset of the size from byte 0 of a checked memory.</summary>
    internal const int CheckedOffset = -16;

    /// <summary>Guarded memories begin at multiples of two to the power of this.</summary>
    internal const int GuardedAlignmentLog2 = 33;

    /// <summary>The number of address bits that user programs have on x64, without asking for more.</summary>
    private const int AddressBits = 47;

    /// <summary>The sizes of all guarded memories, zero where there is none. Never freed: memories come and go until the process
    /// ends.</summary>
    private static readonly ulong* Guarded = (ulong*)NativeMemory.AllocZeroed(1 << (AddressBits - GuardedAlignmentLog2), sizeof(ulong));

    /// <summary>Tests whether an address can be byte 0 of a guarded memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsGuarded(byte* memoryBase) => ((ulong)memoryBase & ((1UL << GuardedAlignmentLog2) - 1)) == 0;

    /// <summary>Tests whether the table has a place for guarded memories up to an address.</summary>
    internal static bool Covers(byte* end) => (ulong)end <= 1UL << AddressBits;

    /// <summary>Returns the address of the size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong* AddressOf(byte* memoryBase) => IsGuarded(memoryBase)
        ? Guarded + ((ulong)memoryBase >> GuardedAlignmentLog2)
        : (ulong*)(memoryBase + CheckedOffset);
}
