namespace Lanner.Runtime;

/// <summary>Makes memories for a store, within its limits.</summary>
internal static class MemoryAllocation
{
    internal static Memory Allocate(Store store, MemoryType type)
    {
        store.CheckMemoryCount();
        var size = type.Limits.Minimum << type.PageSizeLog2;
        if (type.Limits.Minimum > ulong.MaxValue >> type.PageSizeLog2 || !store.TryAddMemoryBytes(size))
        {
            throw new ResourceLimitException($"There is no room for a memory of {type.Limits.Minimum} pages.");
        }

        var memory = Memory.TryCreate(type, store.Engine.Options.MemoryMode ?? MemoryMode.Checked, store);
        if (memory is null)
        {
            store.RemoveMemoryBytes(size);
            throw new ResourceLimitException($"The host has no room for a memory of {type.Limits.Minimum} pages.");
        }

        store.Add(memory);
        return memory;
    }
}
