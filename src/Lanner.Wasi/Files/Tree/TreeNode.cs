namespace Lanner.Wasi.Files.Tree;

/// <summary>A file, directory or link of a <see cref="FileTree"/>. Everything here is used with the tree's lock held.</summary>
internal abstract class TreeNode(FileTree tree, FileType type)
{
    internal FileTree Tree { get; } = tree;

    internal FileType Type { get; } = type;

    internal ulong Inode { get; } = tree.TakeInode();

    /// <summary>The number of names of the node.</summary>
    internal uint Links { get; set; }

    internal ulong AccessTime { get; set; } = tree.Now;

    internal ulong ModificationTime { get; set; } = tree.Now;

    internal ulong ChangeTime { get; set; } = tree.Now;

    internal abstract ulong Size { get; }

    internal FileStatus Status => new(Tree.Device, Inode, Type, Links, Size, AccessTime, ModificationTime, ChangeTime);

    /// <summary>The content has changed.</summary>
    internal void TouchContent() => ModificationTime = ChangeTime = Tree.Now;

    internal WasiError SetTimes(TimeChange access, TimeChange modification)
    {
        if (Tree.IsReadOnly)
        {
            return WasiError.ReadOnlyFileSystem;
        }

        AccessTime = Change(access, AccessTime);
        ModificationTime = Change(modification, ModificationTime);
        ChangeTime = Tree.Now;
        return WasiError.Success;
    }

    /// <summary>A name of the node is gone.</summary>
    internal virtual void Unlinked()
    {
        Links--;
        ChangeTime = Tree.Now;
    }

    private ulong Change(TimeChange change, ulong time) => change.Kind switch
    {
        TimeChangeKind.Now => Tree.Now,
        TimeChangeKind.Set => change.Nanoseconds,
        _ => time,
    };
}
