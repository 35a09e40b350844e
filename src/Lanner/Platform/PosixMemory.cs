using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary><see cref="VirtualMemory"/> on Linux, macOS and their kin.</summary>
internal static unsafe partial class PosixMemory
{
    internal const int ReadWrite = 1 | 2;
    internal const int ReadExecute = 1 | 4;

    private const int NoAccess = 0;
    private const int Private = 2;
    private const int Fixed = 0x10;
    private const int DiscardNow = 4;
    private const int LargePages = 14;

    /// <summary>Without a file. (The numbers differ between Linux and BSD.)</summary>
    private static readonly int Anonymous = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 0x20 : 0x1000;

    /// <summary>Not counted against the system's memory before it is used.</summary>
    private static readonly int Uncounted = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 0x4000 : 0x40;

    internal static byte* Reserve(nuint size)
    {
        var start = MapMemory(null, size, NoAccess, Private | Anonymous | Uncounted, -1, 0);
        return (nint)start == -1 ? null : start;
    }

    internal static bool Commit(byte* start, nuint size) => Protect(start, size, ReadWrite);

    internal static bool Decommit(byte* start, nuint size)
    {
        if (OperatingSystem.IsLinux() && size < VirtualMemory.LargePageSize)
        {
            // First the access, so that no thread can write to a page that was discarded already.
            return Protect(start, size, NoAccess) && Advise(start, size, DiscardNow) == 0;
        }

        // Only Linux promises that discarded pages are zero afterwards. Reserving anew does so everywhere, and forgets the wish for large
        // pages, so that the range is one with its neighbours for the system again: the number of ranges is limited.
        return ReserveAnew(start, size);
    }

    /// <summary>Asks for large pages. A system that has none goes on with small ones.</summary>
    internal static void PreferLargePages(byte* start, nuint size)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(start, size, LargePages);
        }
    }

    /// <summary>Forgets what was written to accessible pages: they become what was mapped there, or zero. Only Linux promises
    /// that.</summary>
    internal static bool Discard(byte* start, nuint size) => size == 0 || Advise(start, size, DiscardNow) == 0;

    /// <summary>Reserves again what is reserved, and so gets rid of what was mapped there.</summary>
    internal static bool ReserveAnew(byte* start, nuint size) =>
        (nint)MapMemory(start, size, NoAccess, Private | Fixed | Anonymous | Uncounted, -1, 0) != -1;

    internal static bool MapFile(byte* start, nuint size, int file, nint offset) =>
        (nint)MapMemory(start, size, ReadWrite, Private | Fixed | Uncounted, file, offset) != -1;

    internal static void Release(byte* start, nuint size) => _ = UnmapMemory(start, size);

    internal static bool Protect(byte* start, nuint size, int access) => ProtectMemory(start, size, access) == 0;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* MapMemory(byte* start, nuint size, int access, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int ProtectMemory(byte* start, nuint size, int access);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint size, int advice);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapMemory(byte* start, nuint size);
}
