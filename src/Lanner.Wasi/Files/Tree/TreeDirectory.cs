namespace Lanner.Wasi.Files.Tree;

/// <summary>A directory: names in the order in which they came. The numbers of that order are the cookies for reading on, which stay right
/// whatever comes and goes.</summary>
internal sealed class TreeDirectory : TreeNode
{
    /// <summary>Below these are the cookies behind "." and "..".</summary>
    private const ulong FirstSequence = 3;

    private readonly Dictionary<byte[], Entry> _entries = new(NameComparer.Instance);
    private readonly Dictionary<byte[], Entry>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly List<Entry> _order = [];
    private DirectorySource? _source;
    private ulong _lastSequence = FirstSequence - 1;

    internal TreeDirectory(FileTree tree, TreeDirectory? parent, DirectorySource? source = null)
        : base(tree, FileType.Directory)
    {
        _byName = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        Parent = parent ?? this;
        Links = 2;
        _source = source;
    }

    /// <summary>The directory above; at the top, the directory itself.</summary>
    internal TreeDirectory Parent { get; private set; }

    /// <summary>True if the directory has no name any more. Nothing can be made in it then.</summary>
    internal bool IsRemoved { get; private set; }

    internal override ulong Size => (ulong)(Load().Count * 32);

    internal bool IsEmpty => Load().Count == 0;

    internal TreeNode? Find(ReadOnlySpan<byte> name)
    {
        Load();
        return _byName.TryGetValue(name, out var entry) ? entry.Node : null;
    }

    /// <summary>Adds a name that is not there yet.</summary>
    internal void Add(byte[] name, TreeNode node)
    {
        Load();
        var entry = new Entry(name, node, ++_lastSequence);
        _entries.Add(name, entry);
        _order.Add(entry);
        if (node is TreeDirectory directory)
        {
            directory.Parent = this;
            Links++;
        }
        else
        {
            node.Links++;
        }

        node.ChangeTime = Tree.Now;
        TouchContent();
    }

    /// <summary>Takes a name out. What it named lives on if it has other names or is open.</summary>
    /// <param name="name">The name, which is there.</param>
    /// <param name="isMoved">True if a directory will be added elsewhere.</param>
    internal void Remove(ReadOnlySpan<byte> name, bool isMoved = false)
    {
        _byName.Remove(name, out _, out var entry);
        entry!.IsRemoved = true;
        if (_order.Count > 64 && _order.Count > 2 * _entries.Count)
        {
            _order.RemoveAll(static each => each.IsRemoved);
        }

        if (entry.Node is TreeDirectory directory)
        {
            Links--;
            if (!isMoved)
            {
                directory.IsRemoved = true;
                directory.Links = 0;
                Tree.GiveBack(FileTree.NodeCost);
            }
        }
        else if (isMoved)
        {
            entry.Node.Links--;
        }
        else
        {
            entry.Node.Unlinked();
        }

        TouchContent();
    }

    /// <summary>Tests whether the directory is another or below it.</summary>
    internal bool IsWithin(TreeDirectory other)
    {
        for (var directory = this; ; directory = directory.Parent)
        {
            if (directory == other)
            {
                return true;
            }

            if (directory.Parent == directory)
            {
                return false;
            }
        }
    }

    internal DirectoryEntry ReadEntry(ulong cookie)
    {
        if (IsRemoved)
        {
            return default;
        }

        if (cookie < FirstSequence - 1)
        {
            return cookie == 0
                ? new DirectoryEntry("."u8, Inode, FileType.Directory, 1)
                : new DirectoryEntry(".."u8, Inode, FileType.Directory, FirstSequence - 1);
        }

        Load();
        for (var index = IndexBehind(cookie); index < _order.Count; index++)
        {
            var entry = _order[index];
            if (!entry.IsRemoved)
            {
                return new DirectoryEntry(entry.Name, entry.Node.Inode, entry.Node.Type, entry.Sequence);
            }
        }

        return default;
    }

    /// <summary>The entries, fetched from where they come from when they were not yet.</summary>
    private Dictionary<byte[], Entry> Load()
    {
        if (_source is { } source)
        {
            _source = null;
            var (modification, change) = (ModificationTime, ChangeTime);
            source.Fill(this);
            (ModificationTime, ChangeTime) = (modification, change);
        }

        return _entries;
    }

    /// <summary>Finds the first place in the order whose number is greater than a cookie.</summary>
    private int IndexBehind(ulong cookie)
    {
        var (low, high) = (0, _order.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _order[middle].Sequence > cookie ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private sealed class Entry(byte[] name, TreeNode node, ulong sequence)
    {
        internal byte[] Name { get; } = name;

        internal TreeNode Node { get; } = node;

        internal ulong Sequence { get; } = sequence;

        internal bool IsRemoved { get; set; }
    }

    /// <summary>Compares names by their bytes.</summary>
    private sealed class NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        internal static readonly NameComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            // HashCode is seeded anew for each process, so that guests cannot choose names that collide.
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
