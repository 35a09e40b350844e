using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>Asks the system whom files belong to, which .NET does not tell.</summary>
internal static unsafe partial class FileOwner
{
    private const int CurrentFolder = -100;
    private const uint BasicStatus = 0x7FF;
    private const int GroupOrOthersWrite = 0x12;
    private const int Sticky = 0x200;
    private const uint Administrator = 0;

    /// <summary>Tests whether nobody can write to a file or folder but the user that the process runs as, and the system's administrator.
    /// On Windows everything below the folder of the user is taken to be so, and nothing else.</summary>
    /// <returns>False also if it cannot be found out.</returns>
    internal static bool IsPrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return profile.Length > 0
                && path.StartsWith(profile + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);
        }

        return Find(path) is var (owner, mode) && owner == GetUser() && (mode & GroupOrOthersWrite) == 0;
    }

    /// <summary>Tests the same, and that nobody else can put another folder in the place of one of those above it: they belong to the user
    /// or the administrator, and others cannot write there, or cannot rename what is not theirs.</summary>
    internal static bool IsPrivateWithParents(string path)
    {
        if (!IsPrivate(path))
        {
            return false;
        }

        for (var parent = OperatingSystem.IsWindows() ? null : Path.GetDirectoryName(path); parent is not null;
            parent = Path.GetDirectoryName(parent))
        {
            if (Find(parent) is not var (owner, mode) || (owner != GetUser() && owner != Administrator)
                || ((mode & GroupOrOthersWrite) != 0 && (mode & Sticky) == 0))
            {
                return false;
            }
        }

        return true;
    }

    private static (uint Owner, int Mode)? Find(string path)
    {
        // At least the 256 bytes of a struct statx; a struct stat is smaller.
        Span<byte> status = stackalloc byte[512];
        fixed (byte* buffer = status)
        {
            if (OperatingSystem.IsLinux())
            {
                return GetStatus(CurrentFolder, path, 0, BasicStatus, buffer) == 0
                    ? (BinaryPrimitives.ReadUInt32LittleEndian(status[20..]), BinaryPrimitives.ReadUInt16LittleEndian(status[28..]))
                    : null;
            }

            var isIntel = RuntimeInformation.ProcessArchitecture == Architecture.X64;
            return (isIntel ? GetStatusOnIntel(path, buffer) : GetStatus(path, buffer)) == 0
                ? (BinaryPrimitives.ReadUInt32LittleEndian(status[16..]), BinaryPrimitives.ReadUInt16LittleEndian(status[4..]))
                : null;
        }
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
