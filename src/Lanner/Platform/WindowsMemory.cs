using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary><see cref="VirtualMemory"/> on Windows.</summary>
internal static unsafe partial class WindowsMemory
{
    private const uint CommitPages = 0x1000;
    private const uint ReservePages = 0x2000;
    private const uint DecommitPages = 0x4000;
    private const uint ReleasePages = 0x8000;
    private const uint NoAccess = 0x01;
    private const uint ReadWrite = 0x04;

    internal static byte* Reserve(nuint size) => VirtualAlloc(null, size, ReservePages, NoAccess);

    internal static bool Commit(byte* start, nuint size) => VirtualAlloc(start, size, CommitPages, ReadWrite) is not null;

    internal static bool Decommit(byte* start, nuint size) => VirtualFree(start, size, DecommitPages) != 0;

    internal static void Release(byte* start) => _ = VirtualFree(start, 0, ReleasePages);

    [LibraryImport("kernel32")]
    private static partial byte* VirtualAlloc(byte* start, nuint size, uint kind, uint access);

    [LibraryImport("kernel32")]
    private static partial int VirtualFree(byte* start, nuint size, uint kind);
}
