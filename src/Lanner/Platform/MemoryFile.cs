using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lanner.Platform;

/// <summary>A file that exists in memory only, whose pages can be mapped many times: each mapping sees what the file holds, and a page that
/// is written to becomes its own. On Linux.</summary>
internal static unsafe partial class MemoryFile
{
    private const uint CloseOnExecute = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;
    private const int AllSeals = 1 | 2 | 4 | 8;

    internal static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Makes an empty file, or returns null when the system does not allow it.</summary>
    internal static SafeFileHandle? TryCreate()
    {
        ReadOnlySpan<byte> name = "lanner\0"u8;
        fixed (byte* start = name)
        {
            var file = Create(start, CloseOnExecute | AllowSealing);
            return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
        }
    }

    /// <summary>Keeps the file as it is for ever: a mapping of a file that became shorter would end the process.</summary>
    internal static bool TrySeal(SafeFileHandle file) => Control((int)file.DangerousGetHandle(), AddSeals, AllSeals) == 0;

    /// <summary>Puts pages of the file where committed pages are.</summary>
    /// <returns>True if that was done. If not, the pages must not be used any more.</returns>
    internal static bool TryMap(SafeFileHandle file, ulong offset, byte* start, nuint size)
    {
        var isMapped = PosixMemory.MapFile(start, size, (int)file.DangerousGetHandle(), (nint)offset);
        GC.KeepAlive(file);
        return isMapped;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create")]
    private static partial int Create(byte* name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int argument);
}
