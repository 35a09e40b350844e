namespace Lanner.Wasi.Files;

/// <summary>An open directory. Paths start from it and never lead out of it, whatever links and ".." they contain; what would lead out is
/// <see cref="WasiError.NotPermitted"/>. The members here keep the rules that hold for every file system; those of the file systems end
/// with <c>Core</c>.</summary>
internal abstract class OpenDirectory : OpenNode
{
    internal override FileType Type => FileType.Directory;

    internal WasiError Open(ReadOnlySpan<byte> path, OpenFlags flags, FileFlags fileFlags, out OpenNode? node)
    {
        node = null;
        var error = PathRules.Check(path);
        if (error != WasiError.Success)
        {
            return error;
        }

        // Linux has refused this combination since 6.4.
        if ((flags & (OpenFlags.Create | OpenFlags.Directory)) == (OpenFlags.Create | OpenFlags.Directory))
        {
            return WasiError.Invalid;
        }

        if ((flags & (OpenFlags.Write | OpenFlags.Truncate)) != 0 && (Rights & DirectoryRights.Write) == 0)
        {
            return WasiError.ReadOnlyFileSystem;
        }

        var lacksCreate = (flags & OpenFlags.Create) != 0 && (Rights & DirectoryRights.Create) == 0;
        error = OpenCore(path, lacksCreate ? flags & ~OpenFlags.Create : flags, fileFlags, out node);
        if (error == WasiError.Success)
        {
            node!.Rights = Rights;
            if (lacksCreate && (flags & OpenFlags.Exclusive) != 0)
            {
                node.Dispose();
                node = null;
                return WasiError.Exists;
            }
        }

        return lacksCreate && error == WasiError.NoEntry ? Lacking(DirectoryRights.Create) : error;
    }

    internal WasiError CreateDirectory(ReadOnlySpan<byte> path)
    {
        var error = Check(path, DirectoryRights.Create);
        return error == WasiError.Success ? CreateDirectoryCore(path) : error;
    }

    internal WasiError RemoveDirectory(ReadOnlySpan<byte> path)
    {
        var error = Check(path, DirectoryRights.Create);
        return error == WasiError.Success ? RemoveDirectoryCore(path) : error;
    }

    internal WasiError Unlink(ReadOnlySpan<byte> path)
    {
        var error = Check(path, DirectoryRights.Create);
        return error == WasiError.Success ? UnlinkCore(path) : error;
    }

    internal WasiError Rename(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath)
    {
        var error = Check(path, DirectoryRights.Create);
        error = error == WasiError.Success ? newDirectory.Check(newPath, DirectoryRights.Create) : error;

        // Whoever holds the directory with fewer rights could otherwise be given a file to write by moving it to where it may be written.
        error = error == WasiError.Success && Rights != newDirectory.Rights ? WasiError.CrossDevice : error;
        return error == WasiError.Success ? RenameCore(path, newDirectory, newPath) : error;
    }

    internal WasiError Link(ReadOnlySpan<byte> path, bool follow, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath)
    {
        var error = Check(path, DirectoryRights.Create | DirectoryRights.Link);
        error = error == WasiError.Success ? newDirectory.Check(newPath, DirectoryRights.Create | DirectoryRights.Link) : error;
        error = error == WasiError.Success && Rights != newDirectory.Rights ? WasiError.CrossDevice : error;

        // As in Wasmtime: no toolchain asks for it.
        error = error == WasiError.Success && follow ? WasiError.Invalid : error;
        return error == WasiError.Success ? LinkCore(path, newDirectory, newPath) : error;
    }

    internal WasiError CreateSymbolicLink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path)
    {
        var error = PathRules.CheckLinkTarget(target);
        error = error == WasiError.Success ? Check(path, DirectoryRights.Create | DirectoryRights.Link) : error;
        return error == WasiError.Success ? CreateSymbolicLinkCore(target, path) : error;
    }

    /// <summary>Reads the target of a link, as much of it as the buffer holds.</summary>
    internal WasiError ReadLink(ReadOnlySpan<byte> path, Span<byte> buffer, out int length)
    {
        length = 0;
        var error = PathRules.Check(path);
        return error == WasiError.Success ? ReadLinkCore(path, buffer, out length) : error;
    }

    internal WasiError GetStatus(ReadOnlySpan<byte> path, bool follow, out FileStatus status)
    {
        status = default;
        var error = PathRules.Check(path);
        return error == WasiError.Success ? GetStatusCore(path, follow, out status) : error;
    }

    internal WasiError SetTimes(ReadOnlySpan<byte> path, bool follow, TimeChange access, TimeChange modification)
    {
        var error = Check(path, DirectoryRights.Write);
        return error == WasiError.Success ? SetTimesCore(path, follow, access, modification) : error;
    }

    /// <summary>Finds an entry. The directory must be locked as long as the entry is used.</summary>
    /// <param name="cookie">Zero for the first entry, otherwise <see cref="DirectoryEntry.Next"/> of the entry before. Cookies stay right
    /// while the directory changes.</param>
    /// <param name="entry">The entry; one without a name is none: the end.</param>
    internal abstract WasiError ReadEntry(ulong cookie, out DirectoryEntry entry);

    protected abstract WasiError OpenCore(ReadOnlySpan<byte> path, OpenFlags flags, FileFlags fileFlags, out OpenNode? node);

    protected abstract WasiError CreateDirectoryCore(ReadOnlySpan<byte> path);

    protected abstract WasiError RemoveDirectoryCore(ReadOnlySpan<byte> path);

    protected abstract WasiError UnlinkCore(ReadOnlySpan<byte> path);

    /// <summary>Renames. The other directory may be one of another file system.</summary>
    protected abstract WasiError RenameCore(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath);

    /// <summary>Makes a hard link to what the path names, without following a link. The other directory may be one of another file
    /// system.</summary>
    protected abstract WasiError LinkCore(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath);

    protected abstract WasiError CreateSymbolicLinkCore(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path);

    protected abstract WasiError ReadLinkCore(ReadOnlySpan<byte> path, Span<byte> buffer, out int length);

    protected abstract WasiError GetStatusCore(ReadOnlySpan<byte> path, bool follow, out FileStatus status);

    protected abstract WasiError SetTimesCore(ReadOnlySpan<byte> path, bool follow, TimeChange access, TimeChange modification);

    private WasiError Check(ReadOnlySpan<byte> path, DirectoryRights needed)
    {
        var error = PathRules.Check(path);
        return error == WasiError.Success && (Rights & needed) != needed ? Lacking(needed & ~Rights) : error;
    }

    /// <summary>Returns the error for a guest that lacks rights: the one that a Linux system mounted or permitted accordingly would
    /// give.</summary>
    private WasiError Lacking(DirectoryRights rights) => Rights == DirectoryRights.ReadOnly ? WasiError.ReadOnlyFileSystem
        : (rights & (DirectoryRights.Create | DirectoryRights.Write)) != 0 ? WasiError.AccessDenied
        : WasiError.NotPermitted;
}
