namespace Lanner;

/// <summary>How accesses of guests are kept within their memory. Both ways behave the same; they differ in speed and in what they ask of the platform.</summary>
public enum MemoryMode
{
    /// <summary>By the processor. Every memory with 32-bit addresses reserves all that a guest could address, 8 GiB, and what lies past its current size is inaccessible, so
    /// that loads and stores need no check: one that goes too far faults, and the fault becomes a trap. Takes address space, but no memory. Only on Linux on x64 processors.
    /// Memories with 64-bit addresses, or with pages of another size than 64 KiB, are checked as under <see cref="Checked"/>.</summary>
    Guarded,

    /// <summary>By a comparison before each access. Works everywhere, and where address space is scarce.</summary>
    Checked,
}
