using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>Asks the system whom files belong to, which .NET does not tell.</summary>
internal static unsafe partial class FileOwner
{
    private const int CurrentFolder = -100;
    private const uint BasicStatus = 0x7FF;
    private const int GroupOrOthersWrite = 0x12;

    /// <summary>Tests whether nobody can write to a file or folder but the user that the process runs as, and the system's administrator.
    /// On Windows folders in a user's profile are so.</summary>
    /// <returns>False also if it cannot be found out.</returns>
    internal static bool IsPrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        // At least the 256 bytes of a struct statx; a struct stat is smaller.
        Span<byte> status = stackalloc byte[512];
        uint owner;
        int mode;
        fixed (byte* buffer = status)
        {
            if (OperatingSystem.IsLinux())
            {
                if (GetStatus(CurrentFolder, path, 0, BasicStatus, buffer) != 0)
                {
                    return false;
                }

                owner = BinaryPrimitives.ReadUInt32LittleEndian(status[20..]);
                mode = BinaryPrimitives.ReadUInt16LittleEndian(status[28..]);
            }
            else
            {
                var isIntel = RuntimeInformation.ProcessArchitecture == Architecture.X64;
                if ((isIntel ? GetStatusOnIntel(path, buffer) : GetStatus(path, buffer)) != 0)
                {
                    return false;
                }

                owner = BinaryPrimitives.ReadUInt32LittleEndian(status[16..]);
                mode = BinaryPrimitives.ReadUInt16LittleEndian(status[4..]);
            }
        }

        return owner == GetUser() && (mode & GroupOrOthersWrite) == 0;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetUser();

    /// <summary>Linux: a structure that is the same for all processors.</summary>
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, byte* status);

    /// <summary>macOS on ARM.</summary>
    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(string path, byte* status);

    /// <summary>macOS on Intel, where the name alone means an older structure.</summary>
    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatusOnIntel(string path, byte* status);
}
