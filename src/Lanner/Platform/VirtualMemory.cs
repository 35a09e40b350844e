namespace Lanner.Platform;

/// <summary>Address space and the pages behind it. Addresses and sizes are multiples of <see cref="PageSize"/>.</summary>
/// <remarks>The unsafe part is the caller's promise that a range lies inside one that <see cref="Reserve"/> returned to it and that it has
/// not released: then nothing here can touch memory of anybody else.</remarks>
internal static unsafe class VirtualMemory
{
    /// <summary>The size of the operating system's pages.</summary>
    internal static nuint PageSize { get; } = (nuint)Environment.SystemPageSize;

    /// <summary>The size of a large page on x64, and on Arm64 with small pages of 4 KiB.</summary>
    internal const uint LargePageSize = 2 << 20;

    /// <summary>Reserves address space that nothing can access yet.</summary>
    /// <returns>The address where it begins, or null when there is not as much.</returns>
    internal static byte* Reserve(ulong size)
    {
        if (size > nuint.MaxValue)
        {
            return null;
        }

        return OperatingSystem.IsWindows() ? WindowsMemory.Reserve((nuint)size) : PosixMemory.Reserve((nuint)size);
    }

    /// <summary>Makes pages readable and writable. Those that were not so are zero.</summary>
    /// <returns>True if the system had as much memory.</returns>
    internal static bool Commit(byte* start, nuint size) =>
        size == 0 || (OperatingSystem.IsWindows() ? WindowsMemory.Commit(start, size) : PosixMemory.Commit(start, size));

    /// <summary>Asks that accessible pages be large ones where whole ones fit.</summary>
    internal static void PreferLargePages(byte* start, nuint size)
    {
        var first = ((nuint)start + LargePageSize - 1) & ~((nuint)LargePageSize - 1);
        var end = ((nuint)start + size) & ~((nuint)LargePageSize - 1);
        if (first < end && !OperatingSystem.IsWindows())
        {
            PosixMemory.PreferLargePages((byte*)first, end - first);
        }
    }

    /// <summary>Makes pages inaccessible and forgets what they hold.</summary>
    /// <returns>True if that was done. If not, the pages must not be used again.</returns>
    internal static bool Decommit(byte* start, nuint size) =>
        size == 0 || (OperatingSystem.IsWindows() ? WindowsMemory.Decommit(start, size) : PosixMemory.Decommit(start, size));

    /// <summary>Gives back a whole reservation.</summary>
    internal static void Release(byte* start, ulong size)
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsMemory.Release(start);
        }
        else
        {
            PosixMemory.Release(start, (nuint)size);
        }
    }

    /// <summary>A size in whole pages.</summary>
    internal static ulong RoundUp(ulong size) => (size + PageSize - 1) & ~((ulong)PageSize - 1);
}
