namespace Lanner;

/// <summary>A linear memory.</summary>
public sealed unsafe class Memory
{
    /// <summary>How far before <see cref="Base"/> the current size stands, as an <see cref="ulong"/> of bytes. It lies in the reservation itself, so that every instance and
    /// thread that shares the memory reads the same size with one load.</summary>
    internal const int SizeOffset = -16;

    /// <summary>The address of byte 0. Never changes: growing commits more of the reservation.</summary>
    internal byte* Base;

    internal Memory(MemoryType type) => Type = type;

    /// <summary>The memory's type.</summary>
    public MemoryType Type { get; }
}
