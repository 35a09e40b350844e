namespace Lanner;

/// <summary>The way in which accesses of guests are kept within their memory. Both behave the same; they differ in speed and in what they
/// ask of the platform.</summary>
public enum MemoryMode
{
    /// <summary>By the processor. Every memory with 32-bit addresses reserves all that a guest could address, 8 GiB, and 2 GiB in front,
    /// and what lies past its current size is inaccessible, so that loads and stores need no check: one that goes too far faults, and the
    /// fault becomes a trap. Takes address space, but no memory. Only on Linux on x64 processors. Memories with 64-bit addresses, or with
    /// pages of another size than 64 KiB, are checked as under <see cref="Checked"/>.</summary>
    Guarded,

    /// <summary>By a comparison before each access. Works everywhere, and where address space is scarce.</summary>
    Checked,
}

/// <summary>The rules for which memories a mode guards.</summary>
internal static class MemoryModes
{
    /// <summary>Tests whether accesses to memories of a type rely on inaccessible pages, and not on a comparison with the size. This is the
    /// one place that decides it, for the code that is emitted and for the memories that are made. 64 bits of address cannot be reserved,
    /// and an end that is not at a page of the system cannot fault.</summary>
    internal static bool Guards(this MemoryMode mode, MemoryType type) =>
        mode == MemoryMode.Guarded && !type.Is64Bit && type.PageSizeLog2 == 16;
}
