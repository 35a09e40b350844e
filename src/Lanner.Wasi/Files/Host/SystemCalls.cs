using System.Runtime.InteropServices;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Files.Host;

/// <summary>The system calls of Linux that files need. Paths are UTF-8 and end with a zero byte.</summary>
internal static unsafe partial class SystemCalls
{
    internal const int OpenReadOnly = 0;
    internal const int OpenWriteOnly = 1;
    internal const int OpenReadWrite = 2;
    internal const int OpenCreate = 0x40;
    internal const int OpenExclusive = 0x80;
    internal const int OpenNoTerminal = 0x100;
    internal const int OpenTruncate = 0x200;
    internal const int OpenAppend = 0x400;
    internal const int OpenNonBlocking = 0x800;
    internal const int OpenDataSync = 0x1000;
    internal const int OpenSync = 0x101000;
    internal const int OpenCloseOnExec = 0x80000;
    internal const int OpenPathOnly = 0x200000;
    internal const int CurrentDirectory = -100;
    internal const int RemoveDirectory = 0x200;
    internal const int EmptyPath = 0x1000;
    internal const int NoFollow = 0x100;
    internal const int GetFlags = 3;
    internal const int SetFlags = 4;

    private const long OpenAt2Number = 437;
    private static readonly bool IsArm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    internal static readonly int OpenDirectory = IsArm64 ? 0x4000 : 0x10000;
    internal static readonly int OpenNoFollow = IsArm64 ? 0x8000 : 0x20000;
    private static readonly long GetEntriesNumber = IsArm64 ? 61 : 217;

    /// <summary>Opens a path with restrictions on the way (openat2(2)).</summary>
    internal static int Open2(int directory, byte* path, int flags, int mode, ulong resolve)
    {
        var how = stackalloc ulong[3];
        how[0] = (uint)flags;
        how[1] = (uint)mode;
        how[2] = resolve;
        return (int)SystemCall(OpenAt2Number, directory, (nint)path, (nint)how, 24);
    }

    internal static long GetEntries(int directory, byte* buffer, int size) =>
        SystemCall(GetEntriesNumber, directory, (nint)buffer, size, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    internal static partial int OpenAt(int directory, byte* path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "readv", SetLastError = true)]
    internal static partial nint Read(int descriptor, IoVector* vectors, int count);

    [LibraryImport("libc", EntryPoint = "writev", SetLastError = true)]
    internal static partial nint Write(int descriptor, IoVector* vectors, int count);

    [LibraryImport("libc", EntryPoint = "preadv", SetLastError = true)]
    internal static partial nint ReadAt(int descriptor, IoVector* vectors, int count, long offset);

    [LibraryImport("libc", EntryPoint = "pwritev", SetLastError = true)]
    internal static partial nint WriteAt(int descriptor, IoVector* vectors, int count, long offset);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int SetSize(int descriptor, long size);

    /// <summary>fallocate(2), and not posix_fallocate(3): where a file system cannot do it, that one writes to every block, for as long as
    /// a guest likes.</summary>
    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int Allocate(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    internal static partial int Advise(int descriptor, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int SyncData(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int DeviceControl(int descriptor, nuint command, int* argument);

    [LibraryImport("libc", EntryPoint = "isatty", SetLastError = true)]
    internal static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    internal static partial int Status(int directory, byte* path, int flags, uint mask, byte* result);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    internal static partial int MakeDirectory(int directory, byte* path, int mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    internal static partial int Unlink(int directory, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    internal static partial int Rename(int oldDirectory, byte* oldPath, int newDirectory, byte* newPath);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    internal static partial int Link(int oldDirectory, byte* oldPath, int newDirectory, byte* newPath, int flags);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    internal static partial int SymbolicLink(byte* target, int directory, byte* path);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    internal static partial nint ReadLink(int directory, byte* path, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    internal static partial int SetTimes(int descriptor, long* times);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    internal static partial int SetTimesAt(int directory, byte* path, long* times, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, long* time, void* signals);

    /// <summary>A handle that is ready for reading once <see cref="SetEvent"/> was called (eventfd(2)).</summary>
    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventHandle(uint count, int flags);

    internal static void SetEvent(int handle)
    {
        var one = 1ul;
        var vector = new IoVector((byte*)&one, sizeof(ulong));
        _ = Write(handle, &vector, 1);
    }
}
