using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>What compiled code calls for instructions on whole memories (specification 4.6.9). A memory is given by the address of its byte 0. The whole range is checked
/// before anything is written.</summary>
internal static unsafe class MemoryOperations
{
    internal static long Grow(Memory memory, ulong delta) => memory.TryGrow(delta);

    internal static void Copy(byte* destinationMemory, ulong destination, byte* sourceMemory, ulong source, ulong count)
    {
        if (!Contains(destinationMemory, destination, count) || !Contains(sourceMemory, source, count))
        {
            Traps.Throw(TrapCode.MemoryOutOfBounds);
        }

        Buffer.MemoryCopy(sourceMemory + source, destinationMemory + destination, count, count);
    }

    internal static void Fill(byte* memory, ulong destination, int value, ulong count)
    {
        if (!Contains(memory, destination, count))
        {
            Traps.Throw(TrapCode.MemoryOutOfBounds);
        }

        System.Runtime.InteropServices.NativeMemory.Fill(memory + destination, (nuint)count, (byte)value);
    }

    /// <summary>Whether a range lies in a memory, without wrapping.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Contains(byte* memory, ulong address, ulong count)
    {
        var size = *(ulong*)(memory + Memory.SizeOffset);
        return count <= size && address <= size - count;
    }
}
