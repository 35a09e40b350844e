using Lanner.Wasi.Files;

namespace Lanner.Wasi;

/// <summary>A tree of files that can be granted to guests with <see cref="WasiContextBuilder.AddFileSystem"/>: a directory of the host
/// (<see cref="HostDirectory"/>), one in memory (<see cref="InMemoryFileSystem"/>), an archive (<see cref="ArchiveFileSystem"/>), or
/// several of them on top of each other (<see cref="OverlayFileSystem"/>). May be granted to several guests at once, which then see each
/// other's changes.</summary>
public abstract class FileSystem
{
    private protected FileSystem()
    {
    }

    /// <summary>Opens the directory at the top.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal abstract OpenDirectory OpenRoot();
}
