using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lanner.Runtime;

/// <summary>The instructions that work on stretches of memory (specification 4.6.9), as compiled code calls them.</summary>
/// <remarks>Each takes the address of byte 0 of a live memory, and tests the whole range against the size that stands before it. A memory
/// never shrinks while code runs in it, so that nothing can fault after the test: an instruction does all or nothing.</remarks>
internal static unsafe class MemoryOperations
{
    /// <summary>Up to here, moving bytes through registers is faster than a call.</summary>
    private const ulong SmallLength = 32;

    /// <summary><c>memory.grow</c>.</summary>
    /// <returns>The number of pages before, or -1.</returns>
    internal static long Grow(Memory memory, ulong delta) => memory.TryGrow(delta);

    /// <summary><c>memory.copy</c>.</summary>
    internal static void Copy(byte* destinationBase, ulong destination, byte* sourceBase, ulong source, ulong length)
    {
        CheckRange(destinationBase, destination, length);
        CheckRange(sourceBase, source, length);
        Move(sourceBase + source, destinationBase + destination, length);
    }

    /// <summary><c>memory.fill</c>, with the low byte of a value.</summary>
    internal static void Fill(byte* memoryBase, ulong destination, int value, ulong length)
    {
        CheckRange(memoryBase, destination, length);
        NativeMemory.Fill(memoryBase + destination, (nuint)length, (byte)value);
    }

    /// <summary><c>memory.init</c>, from a segment.</summary>
    internal static void Init(byte* memoryBase, ulong destination, ReadOnlySpan<byte> segment, ulong source, ulong length)
    {
        CheckInit(memoryBase, destination, segment, source, length);
        fixed (byte* start = segment)
        {
            Move(start + source, memoryBase + destination, length);
        }
    }

    /// <summary>Does nothing with a value, which the caller's compiler does not know.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Keep(int value) => _ = value;

    /// <summary>See <see cref="Keep(int)"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Keep(long value) => _ = value;

    /// <summary>See <see cref="Keep(int)"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Keep(float value) => _ = value;

    /// <summary>See <see cref="Keep(int)"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Keep(double value) => _ = value;

    /// <summary>See <see cref="Keep(int)"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Keep(Vector128<byte> value) => _ = value;

    /// <summary>The current size in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Size(byte* memoryBase) => Volatile.Read(ref *MemorySizes.AddressOf(memoryBase));

    /// <summary>Traps when a range does not lie in a memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CheckRange(byte* memoryBase, ulong address, ulong length)
    {
        if (!IsWithin(memoryBase, address, length))
        {
            Traps.Throw(TrapCode.MemoryOutOfBounds);
        }
    }

    /// <summary>Traps when a part of a segment does not exist, or does not fit.</summary>
    internal static void CheckInit(byte* memoryBase, ulong destination, ReadOnlySpan<byte> segment, ulong source, ulong length)
    {
        if (source > (ulong)segment.Length || length > (ulong)segment.Length - source)
        {
            Traps.Throw(TrapCode.MemoryOutOfBounds);
        }

        CheckRange(memoryBase, destination, length);
    }

    /// <summary>Tests whether a range lies in a memory. The order of the comparisons is such that nothing overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsWithin(byte* memoryBase, ulong address, ulong length)
    {
        var size = Size(memoryBase);
        return length <= size && address <= size - length;
    }

    /// <summary>Moves bytes between ranges that may overlap: everything is read before anything is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(byte* from, byte* to, ulong length)
    {
        if (length > SmallLength)
        {
            Buffer.MemoryCopy(from, to, length, length);
        }
        else if (length >= 16)
        {
            var first = Vector128.Load(from);
            var last = Vector128.Load(from + length - 16);
            first.Store(to);
            last.Store(to + length - 16);
        }
        else if (length >= 8)
        {
            var first = *(ulong*)from;
            var last = *(ulong*)(from + length - 8);
            *(ulong*)to = first;
            *(ulong*)(to + length - 8) = last;
        }
        else if (length >= 4)
        {
            var first = *(uint*)from;
            var last = *(uint*)(from + length - 4);
            *(uint*)to = first;
            *(uint*)(to + length - 4) = last;
        }
        else if (length > 0)
        {
            // The first byte, the middle one (of two, the second) and the last are all there are.
            var first = *from;
            var middle = from[length / 2];
            var last = from[length - 1];
            *to = first;
            to[length / 2] = middle;
            to[length - 1] = last;
        }
    }
}
