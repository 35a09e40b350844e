namespace Lanner.Wasi.Files;

/// <summary>The metadata of a file; times in nanoseconds since 1970.</summary>
internal readonly record struct FileStatus(
    ulong Device, ulong Inode, FileType Type, ulong Links, ulong Size, ulong AccessTime, ulong ModificationTime, ulong ChangeTime);

/// <summary>An entry of a directory. The name is valid until the directory is used again.</summary>
/// <param name="name">The name.</param>
/// <param name="inode">The number of what it names.</param>
/// <param name="type">The kind of what it names.</param>
/// <param name="next">The cookie from which the entry after this one is found.</param>
internal readonly ref struct DirectoryEntry(ReadOnlySpan<byte> name, ulong inode, FileType type, ulong next)
{
    internal ReadOnlySpan<byte> Name { get; } = name;

    internal ulong Inode { get; } = inode;

    internal FileType Type { get; } = type;

    internal ulong Next { get; } = next;
}

/// <summary>The ways to set a time of a file.</summary>
internal enum TimeChangeKind
{
    Keep,
    Now,
    Set,
}

/// <summary>A time of a file, to be set or kept.</summary>
/// <param name="Kind">The way to set it.</param>
/// <param name="Nanoseconds">The time since 1970 when it is to be set.</param>
internal readonly record struct TimeChange(TimeChangeKind Kind, ulong Nanoseconds);
