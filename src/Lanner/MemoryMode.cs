namespace Lanner;

/// <summary>How compiled code keeps guests inside their memories. Both modes give the same results; they differ in speed and in what they ask of the platform.</summary>
public enum MemoryMode
{
    /// <summary>A 32-bit memory reserves 8 GiB of address space, of which only its current size is accessible: the hardware finds accesses that go too far, at no cost.
    /// Needs a 64-bit Linux on x64. Memories with 64-bit addresses or small pages are checked all the same.</summary>
    Guarded,

    /// <summary>Every access is compared with the memory's size. Works everywhere.</summary>
    Checked,
}
