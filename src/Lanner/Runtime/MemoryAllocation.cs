using System.Runtime.InteropServices;

namespace Lanner.Runtime;

/// <summary>Makes memories for a store, within its limits.</summary>
internal static unsafe class MemoryAllocation
{
    internal static Memory Allocate(Store store, MemoryType type)
    {
        store.CheckMemoryCount();
        var size = type.Limits.Minimum << type.PageSizeLog2;
        if (!store.TryAddMemoryBytes(size))
        {
            throw new ResourceLimitException($"There is no room for a memory of {size} bytes.");
        }

        var block = (byte*)NativeMemory.AllocZeroed((nuint)size + 64);
        var memory = new Memory(type) { Base = block + 64 };
        *(ulong*)(memory.Base + Memory.SizeOffset) = size;
        store.Add(memory);
        return memory;
    }

    internal static void Free(Memory memory) => NativeMemory.Free(memory.Base - 64);

    internal static ulong SizeInPages(Memory memory) => *(ulong*)(memory.Base + Memory.SizeOffset) >> memory.Type.PageSizeLog2;
}
