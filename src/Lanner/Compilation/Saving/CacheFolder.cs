using System.Globalization;
using Lanner.Platform;

namespace Lanner.Compilation.Saving;

/// <summary>A folder with compiled modules, named by what they depend on. Several processes use it at the same time: a file comes into it
/// whole, by being renamed, and one that is deleted stays there for those that have loaded it.</summary>
/// <param name="path">The folder.</param>
internal sealed class CacheFolder(string path)
{
    private const string Extension = ".lanner";
    private const string LockExtension = ".lock";
    private const string FailedExtension = ".failed";

    /// <summary>The number of digits of a key.</summary>
    private const int KeyLength = 64;

    /// <summary>The number of modules that are compiled for a cache at the same time.</summary>
    private const int MostAtOnce = 2;

    /// <summary>Files that nobody has renamed for so long are left over from processes that were killed.</summary>
    private static readonly TimeSpan LongestWriting = TimeSpan.FromHours(1);

    /// <summary>The time after which what failed is tried again. (A file that is not there was written in 1601.)</summary>
    private static readonly TimeSpan LongestFailure = TimeSpan.FromDays(1);

    /// <summary>Says what is wrong with the folder, which must belong to the user alone since the code in it is trusted; null if nothing
    /// is. A folder that is not there is made.</summary>
    internal string? Prepare()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }

        return FileOwner.IsPrivateWithParents(path) ? null : "it belongs to another user, or others can write there";
    }

    internal string PathOf(CodeIdentity identity) => Path.Combine(path, identity.Key + Extension);

    /// <summary>Reads the entry of an identity; null if there is none. One that is corrupt, or something else, is deleted.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="module">The module, which the entry is to be of: the name alone would be a matter of a hash.</param>
    internal CompiledFile? Read(CodeIdentity identity, ReadOnlySpan<byte> module)
    {
        var entry = PathOf(identity);
        try
        {
            if (!File.Exists(entry) || !FileOwner.IsPrivate(path))
            {
                return null;
            }

            if (FileOwner.IsPrivate(entry) && CompiledFile.Read(entry) is var file
                && file.Identity == identity.Text && module.SequenceEqual(file.Module))
            {
                // The time says when an entry was last of use.
                File.SetLastWriteTimeUtc(entry, DateTime.UtcNow);
                return file;
            }
        }
        catch (CompiledModuleException)
        {
            // It is replaced.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process has deleted it, or the disk has a fault: either way it is as if it were not there.
            return null;
        }

        Delete(entry);
        return null;
    }

    /// <summary>Adds an entry, unless another process is at it, others are at as many as may be compiled at once, or it could not be made
    /// before.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="maximumBytes">The number of bytes that the entries may take together.</param>
    /// <param name="save">Writes the entry to a path.</param>
    /// <returns>True if the entry is there now.</returns>
    /// <exception cref="IOException">The folder cannot be written to; other exceptions are possible too.</exception>
    internal bool Add(CodeIdentity identity, long maximumBytes, Action<string> save)
    {
        Prepare();
        var entry = PathOf(identity);
        using var gate = TryLock(entry + LockExtension);
        using var slot = gate is null ? null : TryLockOne();
        if (slot is null)
        {
            return File.Exists(entry);
        }

        var failed = entry + FailedExtension;
        if (!File.Exists(entry) && File.GetLastWriteTimeUtc(failed) + LongestFailure <= DateTime.UtcNow)
        {
            try
            {
                save(entry);
            }
            catch (LannerException)
            {
                // Others need not try it again soon; but not all reasons stay.
                File.WriteAllBytes(failed, []);
                throw;
            }
        }

        DeleteOldest(maximumBytes, entry);
        return File.Exists(entry);
    }

    /// <summary>Takes one of the slots of those who compile for the cache: many programs at once would take all memory.</summary>
    private FileStream? TryLockOne()
    {
        FileStream? taken = null;
        for (var slot = 0; slot < MostAtOnce && taken is null; slot++)
        {
            taken = TryLock(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"slot{slot}{LockExtension}")));
        }

        return taken;
    }

    /// <summary>Locks a file, which the system unlocks also when the process is killed. Null if another has it.</summary>
    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return null;
        }
    }

    /// <summary>The number of entries, and the bytes that they take.</summary>
    internal (int Entries, long Bytes) Measure()
    {
        var entries = Entries();
        return (entries.Count, entries.Sum(static entry => entry.Length));
    }

    /// <summary>Deletes all entries.</summary>
    /// <returns>The number of them.</returns>
    internal int Clear()
    {
        var entries = Entries();
        foreach (var entry in entries)
        {
            Delete(entry.Path);
        }

        foreach (var failed in Files("*" + FailedExtension))
        {
            Delete(failed.Path);
        }

        DeleteLeftOver();
        return entries.Count;
    }

    private void DeleteOldest(long maximumBytes, string newest)
    {
        var entries = Entries();
        var bytes = entries.Sum(static entry => entry.Length);
        foreach (var entry in entries.OrderBy(static entry => entry.LastUse))
        {
            if (bytes <= maximumBytes)
            {
                break;
            }

            if (entry.Path != newest)
            {
                Delete(entry.Path);
                bytes -= entry.Length;
            }
        }

        DeleteLeftOver();
    }

    private void DeleteLeftOver()
    {
        foreach (var file in Files("*.tmp"))
        {
            if (file.LastUse + LongestWriting <= DateTime.UtcNow)
            {
                Delete(file.Path);
            }
        }
    }

    private List<CacheFile> Entries() => Files("*" + Extension);

    /// <summary>The files that there are. Other processes may delete one at any moment.</summary>
    private List<CacheFile> Files(string pattern)
    {
        var files = new List<CacheFile>();
        try
        {
            foreach (var file in new DirectoryInfo(path).EnumerateFiles(pattern))
            {
                file.Refresh();
                if (file.Exists && IsOfCache(file.Name))
                {
                    files.Add(new CacheFile(file.FullName, file.Length, file.LastWriteTimeUtc));
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Then there are none.
        }

        return files;
    }

    /// <summary>A file of the folder, as it was when it was looked at.</summary>
    private readonly record struct CacheFile(string Path, long Length, DateTime LastUse);

    /// <summary>Tests whether a name begins with a key: other files in the folder are somebody's.</summary>
    private static bool IsOfCache(string name) =>
        name.Length > KeyLength && name[KeyLength] == '.' && name.Take(KeyLength).All(char.IsAsciiHexDigitLower);

    internal static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows keeps files that are in use. It is deleted another time.
        }
    }
}
