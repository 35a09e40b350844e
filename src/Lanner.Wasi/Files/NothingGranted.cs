namespace Lanner.Wasi.Files;

/// <summary>A directory in which there is nothing and can be nothing. It stands for all that was not granted, to notice what a guest asks
/// for there.</summary>
internal sealed class NothingGranted(WasiContext context) : OpenDirectory
{
    internal override WasiError GetStatus(out FileStatus status)
    {
        status = new FileStatus(0, 0, FileType.Directory, 2, 0, 0, 0, 0);
        return WasiError.Success;
    }

    internal override WasiError ReadEntry(ulong cookie, out DirectoryEntry entry)
    {
        entry = default;
        return WasiError.Success;
    }

    protected override WasiError OpenCore(ReadOnlySpan<byte> path, OpenFlags flags, FileFlags fileFlags, out OpenNode? node)
    {
        node = null;
        return Note(path);
    }

    protected override WasiError CreateDirectoryCore(ReadOnlySpan<byte> path) => Note(path);

    protected override WasiError RemoveDirectoryCore(ReadOnlySpan<byte> path) => Note(path);

    protected override WasiError UnlinkCore(ReadOnlySpan<byte> path) => Note(path);

    protected override WasiError RenameCore(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath) => Note(path);

    protected override WasiError LinkCore(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath) => Note(path);

    protected override WasiError CreateSymbolicLinkCore(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path) => Note(path);

    protected override WasiError ReadLinkCore(ReadOnlySpan<byte> path, Span<byte> target, out int length)
    {
        length = 0;
        return Note(path);
    }

    protected override WasiError GetStatusCore(ReadOnlySpan<byte> path, bool follow, out FileStatus status)
    {
        status = default;
        return Note(path);
    }

    protected override WasiError SetTimesCore(
        ReadOnlySpan<byte> path, bool follow, TimeChange access, TimeChange modification) => Note(path);

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification) => WasiError.ReadOnlyFileSystem;

    private WasiError Note(ReadOnlySpan<byte> path)
    {
        // C libraries begin with a look at where they are.
        if (!path.SequenceEqual("."u8))
        {
            context.NoteMissing("/", path);
        }

        return WasiError.NoEntry;
    }
}
