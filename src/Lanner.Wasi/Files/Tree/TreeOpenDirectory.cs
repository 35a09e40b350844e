namespace Lanner.Wasi.Files.Tree;

/// <summary>An open directory of a tree. The order of the checks is that of Linux (fs/namei.c), so that the same thing is found wrong
/// first.</summary>
internal sealed class TreeOpenDirectory(TreeDirectory directory) : OpenDirectory
{
    private FileTree Tree => directory.Tree;

    internal override WasiError GetStatus(out FileStatus status)
    {
        lock (Tree.Gate)
        {
            status = directory.Status;
            return WasiError.Success;
        }
    }

    internal override WasiError ReadEntry(ulong cookie, out DirectoryEntry entry)
    {
        lock (Tree.Gate)
        {
            entry = directory.ReadEntry(cookie);
            return WasiError.Success;
        }
    }

    protected override WasiError OpenCore(ReadOnlySpan<byte> path, OpenFlags flags, FileFlags fileFlags, out OpenNode? node)
    {
        node = null;
        lock (Tree.Gate)
        {
            var creates = (flags & OpenFlags.Create) != 0;
            var isExclusive = creates && (flags & OpenFlags.Exclusive) != 0;
            if (creates && path[^1] == '/')
            {
                // Nothing that can be made so is a directory; Linux does not even look what the name is.
                var slashError = TreeWalk.Resolve(directory, path, LastLink.Keep, out var named);
                if (slashError != WasiError.Success || named.Part == LastPart.Name)
                {
                    return slashError != WasiError.Success ? slashError : WasiError.IsDirectory;
                }
            }

            var follow = (flags & OpenFlags.FollowLinks) != 0 && !isExclusive ? LastLink.Follow
                : creates ? LastLink.Keep
                : LastLink.FollowBeforeSlash;
            var error = TreeWalk.Resolve(directory, path, follow, out var place);
            if (error != WasiError.Success)
            {
                return error;
            }

            if (creates && place.Part == LastPart.Name && place.HasSlash)
            {
                return WasiError.IsDirectory;
            }

            var found = place.Node;
            if (found is null)
            {
                if (!creates)
                {
                    return WasiError.NoEntry;
                }

                error = RequireRoomFor(place);
                if (error != WasiError.Success)
                {
                    return error;
                }

                found = new TreeFile(Tree);
                place.Parent!.Add(place.Name, found);
            }
            else if (isExclusive)
            {
                return WasiError.Exists;
            }
            else if (creates && found is TreeDirectory)
            {
                return WasiError.IsDirectory;
            }

            return OpenNode(found, place.HasSlash, flags, fileFlags, out node);
        }
    }

    protected override WasiError CreateDirectoryCore(ReadOnlySpan<byte> path)
    {
        lock (Tree.Gate)
        {
            var error = ResolveNew(path, isForDirectory: true, out var place);
            if (error == WasiError.Success)
            {
                place.Parent!.Add(place.Name, new TreeDirectory(Tree, place.Parent));
            }

            return error;
        }
    }

    protected override WasiError RemoveDirectoryCore(ReadOnlySpan<byte> path)
    {
        lock (Tree.Gate)
        {
            var error = TreeWalk.Resolve(directory, path, LastLink.Keep, out var place);
            if (error != WasiError.Success)
            {
                return error;
            }

            error = place switch
            {
                { Part: LastPart.Dot } => WasiError.Invalid,
                { Part: LastPart.DotDot } => WasiError.NotEmpty,
                _ when Tree.IsReadOnly => WasiError.ReadOnlyFileSystem,
                { Node: null } => WasiError.NoEntry,
                { Node: not TreeDirectory } => WasiError.NotDirectory,
                { Node: TreeDirectory { IsEmpty: false } } => WasiError.NotEmpty,
                _ => WasiError.Success,
            };
            if (error == WasiError.Success)
            {
                place.Parent!.Remove(place.Name);
            }

            return error;
        }
    }

    protected override WasiError UnlinkCore(ReadOnlySpan<byte> path)
    {
        lock (Tree.Gate)
        {
            var error = TreeWalk.Resolve(directory, path, LastLink.Keep, out var place);
            if (error != WasiError.Success)
            {
                return error;
            }

            error = place switch
            {
                { Part: not LastPart.Name } => WasiError.IsDirectory,
                _ when Tree.IsReadOnly => WasiError.ReadOnlyFileSystem,
                { Node: null } => WasiError.NoEntry,
                { Node: TreeDirectory } => WasiError.IsDirectory,
                { HasSlash: true } => WasiError.NotDirectory,
                _ => WasiError.Success,
            };
            if (error == WasiError.Success)
            {
                place.Parent!.Remove(place.Name);
            }

            return error;
        }
    }

    protected override WasiError RenameCore(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath)
    {
        lock (Tree.Gate)
        {
            // Linux finds both directories before it looks for the names in them.
            var error = TreeWalk.Resolve(directory, path, LastLink.Keep, out var place);
            error = place.Parent is null ? error : WasiError.Success;
            if (error != WasiError.Success || newDirectory is not TreeOpenDirectory other || other.Tree != Tree)
            {
                return error != WasiError.Success ? error : WasiError.CrossDevice;
            }

            error = TreeWalk.Resolve(other.Directory, newPath, LastLink.Keep, out var newPlace);
            error = newPlace.Parent is null ? error : CheckRename(place, newPlace);
            if (error != WasiError.Success || place.Node == newPlace.Node)
            {
                return error;
            }

            if (newPlace.Node is not null)
            {
                newPlace.Parent!.Remove(newPlace.Name);
            }

            place.Parent!.Remove(place.Name, isMoved: true);
            newPlace.Parent!.Add(newPlace.Name, place.Node!);
            return WasiError.Success;
        }
    }

    protected override WasiError LinkCore(ReadOnlySpan<byte> path, OpenDirectory newDirectory, ReadOnlySpan<byte> newPath)
    {
        lock (Tree.Gate)
        {
            var error = TreeWalk.Resolve(directory, path, LastLink.FollowBeforeSlash, out var place);
            error = error == WasiError.Success ? RequireFound(place) : error;
            if (error != WasiError.Success || newDirectory is not TreeOpenDirectory other || other.Tree != Tree)
            {
                return error != WasiError.Success ? error : WasiError.CrossDevice;
            }

            error = other.ResolveNew(newPath, isForDirectory: false, out var newPlace, cost: 0);
            if (error == WasiError.Success && place.Node is TreeDirectory)
            {
                error = WasiError.NotPermitted;
            }

            if (error == WasiError.Success)
            {
                newPlace.Parent!.Add(newPlace.Name, place.Node!);
            }

            return error;
        }
    }

    protected override WasiError CreateSymbolicLinkCore(ReadOnlySpan<byte> target, ReadOnlySpan<byte> path)
    {
        lock (Tree.Gate)
        {
            var error = ResolveNew(path, isForDirectory: false, out var place, FileTree.NodeCost + target.Length);
            if (error == WasiError.Success)
            {
                place.Parent!.Add(place.Name, new TreeLink(Tree, target.ToArray()));
            }

            return error;
        }
    }

    protected override WasiError ReadLinkCore(ReadOnlySpan<byte> path, Span<byte> target, out int length)
    {
        lock (Tree.Gate)
        {
            length = 0;
            var error = TreeWalk.Resolve(directory, path, LastLink.FollowBeforeSlash, out var place);
            error = error == WasiError.Success ? RequireFound(place) : error;
            if (error != WasiError.Success)
            {
                return error;
            }

            if (place.Node is not TreeLink link || target.IsEmpty)
            {
                return WasiError.Invalid;
            }

            length = int.Min(target.Length, link.Target.Length);
            link.Target.AsSpan(0, length).CopyTo(target);
            return WasiError.Success;
        }
    }

    protected override WasiError GetStatusCore(ReadOnlySpan<byte> path, bool follow, out FileStatus status)
    {
        lock (Tree.Gate)
        {
            var error = TreeWalk.Resolve(directory, path, follow ? LastLink.Follow : LastLink.FollowBeforeSlash, out var place);
            error = error == WasiError.Success ? RequireFound(place) : error;
            status = error == WasiError.Success ? place.Node!.Status : default;
            return error;
        }
    }

    protected override WasiError SetTimesCore(ReadOnlySpan<byte> path, bool follow, TimeChange access, TimeChange modification)
    {
        lock (Tree.Gate)
        {
            var error = TreeWalk.Resolve(directory, path, follow ? LastLink.Follow : LastLink.FollowBeforeSlash, out var place);
            error = error == WasiError.Success ? RequireFound(place) : error;
            return error == WasiError.Success ? place.Node!.SetTimes(access, modification) : error;
        }
    }

    protected override WasiError SetTimesCore(TimeChange access, TimeChange modification)
    {
        lock (Tree.Gate)
        {
            return directory.SetTimes(access, modification);
        }
    }

    private TreeDirectory Directory => directory;

    /// <summary>Opens what was found or made.</summary>
    private WasiError OpenNode(TreeNode found, bool hasSlash, OpenFlags flags, FileFlags fileFlags, out OpenNode? node)
    {
        node = null;
        var writes = (flags & (OpenFlags.Write | OpenFlags.Truncate)) != 0;
        if (((flags & OpenFlags.Directory) != 0 || hasSlash) && found is not TreeDirectory)
        {
            return WasiError.NotDirectory;
        }

        if (found is TreeLink)
        {
            return WasiError.Loop;
        }

        if (found is TreeDirectory directoryFound)
        {
            node = writes ? null : new TreeOpenDirectory(directoryFound);
            return writes ? WasiError.IsDirectory : WasiError.Success;
        }

        if (writes && Tree.IsReadOnly)
        {
            return WasiError.ReadOnlyFileSystem;
        }

        var file = (TreeFile)found;
        var error = (flags & OpenFlags.Truncate) != 0 ? file.SetSize(0) : WasiError.Success;
        node = error == WasiError.Success ? new TreeOpenFile(file, flags, fileFlags) : null;
        return error;
    }

    /// <summary>Finds the place for something new.</summary>
    private WasiError ResolveNew(ReadOnlySpan<byte> path, bool isForDirectory, out TreePlace place, int cost = FileTree.NodeCost)
    {
        var error = TreeWalk.Resolve(directory, path, LastLink.Keep, out place);
        if (error != WasiError.Success)
        {
            return error;
        }

        if (place.Part != LastPart.Name || place.Node is not null)
        {
            return WasiError.Exists;
        }

        return place.HasSlash && !isForDirectory ? WasiError.NoEntry : RequireRoomFor(place, cost);
    }

    private WasiError RequireRoomFor(TreePlace place, int cost = FileTree.NodeCost) =>
        Tree.IsReadOnly ? WasiError.ReadOnlyFileSystem
        : place.Parent!.IsRemoved ? WasiError.NoEntry
        : Tree.TryTake(cost) ? WasiError.Success
        : WasiError.NoSpace;

    private static WasiError RequireFound(TreePlace place) => place.Node switch
    {
        null => WasiError.NoEntry,
        TreeDirectory => WasiError.Success,
        _ => place.HasSlash ? WasiError.NotDirectory : WasiError.Success,
    };

    private WasiError CheckRename(TreePlace place, TreePlace newPlace)
    {
        if (place.Part != LastPart.Name || newPlace.Part != LastPart.Name)
        {
            return WasiError.Busy;
        }

        if (Tree.IsReadOnly)
        {
            return WasiError.ReadOnlyFileSystem;
        }

        var moved = place.Node as TreeDirectory;
        if (place.Node is null)
        {
            return place.IsTooLong ? WasiError.NameTooLong : WasiError.NoEntry;
        }

        if (newPlace.IsTooLong)
        {
            return WasiError.NameTooLong;
        }

        if (moved is null && (place.HasSlash || newPlace.HasSlash))
        {
            return WasiError.NotDirectory;
        }

        if (moved is not null && newPlace.Parent!.IsWithin(moved))
        {
            return WasiError.Invalid;
        }

        if (newPlace.Node is TreeDirectory replaced && place.Parent!.IsWithin(replaced))
        {
            return WasiError.NotEmpty;
        }

        if (place.Node == newPlace.Node)
        {
            return WasiError.Success;
        }

        if (newPlace.Parent!.IsRemoved)
        {
            return WasiError.NoEntry;
        }

        return newPlace.Node switch
        {
            null => WasiError.Success,
            TreeDirectory target => moved is null ? WasiError.IsDirectory : target.IsEmpty ? WasiError.Success : WasiError.NotEmpty,
            _ => moved is null ? WasiError.Success : WasiError.NotDirectory,
        };
    }
}
