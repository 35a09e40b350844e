using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>Address space: reserved without being usable, then made usable piece by piece. Sizes and addresses are multiples of <see cref="PageSize"/>.</summary>
internal static unsafe partial class VirtualMemory
{
    private const int ProtectNone = 0;
    private const int ProtectReadWrite = 3;
    private const int ProtectReadExecute = 5;
    private const int MapPrivate = 0x02;
    private const uint WindowsCommit = 0x1000;
    private const uint WindowsReserve = 0x2000;
    private const uint WindowsDecommit = 0x4000;
    private const uint WindowsRelease = 0x8000;
    private const uint WindowsNoAccess = 0x01;
    private const uint WindowsReadWrite = 0x04;

    // The numbers of these flags differ between Linux and macOS. Reserved space must not count as memory that is promised to the process.
    private static readonly int MapFixed = 0x10;
    private static readonly int MapAnonymousWithoutReserve = OperatingSystem.IsMacOS() ? 0x1000 | 0x40 : 0x20 | 0x4000;

    /// <summary>The size of a page of the operating system.</summary>
    internal static nuint PageSize { get; } = (nuint)Environment.SystemPageSize;

    internal static nuint RoundUp(nuint size) => (size + PageSize - 1) & ~(PageSize - 1);

    /// <summary>Reserves address space, or returns null when there is none.</summary>
    internal static byte* TryReserve(nuint size)
    {
        if (OperatingSystem.IsWindows())
        {
            return VirtualAlloc(null, size, WindowsReserve, WindowsNoAccess);
        }

        var address = Map(null, size, ProtectNone, MapPrivate | MapAnonymousWithoutReserve, -1, 0);
        return (nint)address == -1 ? null : address;
    }

    /// <summary>Makes reserved pages readable and writable; they are zero. False when the operating system refuses.</summary>
    internal static bool TryCommit(byte* address, nuint size) => size == 0
        || (OperatingSystem.IsWindows()
            ? VirtualAlloc(address, size, WindowsCommit, WindowsReadWrite) is not null
            : Protect(address, size, ProtectReadWrite) == 0);

    /// <summary>Makes pages as if they had just been reserved: not accessible, and zero when committed again.</summary>
    internal static void Decommit(byte* address, nuint size)
    {
        if (size == 0)
        {
            return;
        }

        var done = OperatingSystem.IsWindows()
            ? VirtualFree(address, size, WindowsDecommit)
            : (nint)Map(address, size, ProtectNone, MapFixed | MapPrivate | MapAnonymousWithoutReserve, -1, 0) != -1;
        if (!done)
        {
            throw new InvalidOperationException("The operating system does not take memory back.");
        }
    }

    /// <summary>Gives address space back.</summary>
    internal static void Release(byte* address, nuint size)
    {
        if (OperatingSystem.IsWindows())
        {
            VirtualFree(address, 0, WindowsRelease);
        }
        else
        {
            Unmap(address, size);
        }
    }

    /// <summary>Makes committed pages executable and no longer writable.</summary>
    internal static bool TryMakeExecutable(byte* address, nuint size) => Protect(address, size, ProtectReadExecute) == 0;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(byte* address, nuint size, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(byte* address, nuint size, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(byte* address, nuint size);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial byte* VirtualAlloc(byte* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFree(byte* address, nuint size, uint type);
}
