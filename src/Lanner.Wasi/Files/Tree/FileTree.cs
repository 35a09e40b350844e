namespace Lanner.Wasi.Files.Tree;

/// <summary>A file system in memory, with the semantics and error numbers of Linux. What the nodes hold may come from elsewhere when it is
/// first needed: archives and overlays are such trees.</summary>
internal sealed class FileTree
{
    /// <summary>The number of bytes that a node is reckoned to take, its name included.</summary>
    internal const int NodeCost = 512;

    private static long s_devices;

    private readonly TimeProvider _time;
    private readonly long _capacity;
    private long _used;
    private ulong _inodes;

    /// <param name="capacity">The number of bytes that the tree may take.</param>
    /// <param name="isReadOnly">True if guests may not change anything.</param>
    /// <param name="time">The source of the times of files.</param>
    /// <param name="source">The source of the entries at the top.</param>
    internal FileTree(long capacity, bool isReadOnly, TimeProvider time, DirectorySource? source = null)
    {
        _capacity = capacity;
        _time = time;
        Root = new TreeDirectory(this, null, source);
        IsReadOnly = isReadOnly;
    }

    /// <summary>Held by whoever uses the tree.</summary>
    internal Lock Gate { get; } = new();

    internal bool IsReadOnly { get; }

    internal TreeDirectory Root { get; }

    /// <summary>Tells the tree from others. Far from the numbers that hosts have.</summary>
    internal ulong Device { get; } = 0x4C61_6E00_0000_0000 | (ulong)Interlocked.Increment(ref s_devices);

    internal long Remaining => _capacity - _used;

    internal ulong Now => (ulong)(_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    internal ulong TakeInode() => ++_inodes;

    /// <summary>Reckons bytes in, if there is room.</summary>
    internal bool TryTake(long bytes)
    {
        if (bytes > Remaining)
        {
            return false;
        }

        _used += bytes;
        return true;
    }

    internal void GiveBack(long bytes) => _used -= bytes;
}
