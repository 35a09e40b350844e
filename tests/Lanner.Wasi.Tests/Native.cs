using System.Runtime.InteropServices;

namespace Lanner.Wasi.Tests;

/// <summary>System calls of Linux that .NET has no name for.</summary>
internal static partial class Native
{
    /// <summary>Swaps two names (renameat2(2) with RENAME_EXCHANGE).</summary>
    internal static void Exchange(string first, string second)
    {
        const int currentDirectory = -100, exchange = 2;
        Assert.Equal(0, RenameAt2(currentDirectory, first, currentDirectory, second, exchange));
    }

    internal static void MakePipe(string path) => Assert.Equal(0, MakeFifo(path, 0x1B6));

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldDirectory, string oldPath, int newDirectory, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, int mode);
}
