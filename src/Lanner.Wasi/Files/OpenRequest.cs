namespace Lanner.Wasi.Files;

/// <summary>The ways to open a path.</summary>
[Flags]
internal enum OpenFlags
{
    None = 0,

    /// <summary>Make the file if it is not there.</summary>
    Create = 1,

    /// <summary>Refuse what is not a directory.</summary>
    Directory = 2,

    /// <summary>With <see cref="Create"/>: refuse what is there.</summary>
    Exclusive = 4,

    /// <summary>Empty the file.</summary>
    Truncate = 8,

    /// <summary>Follow the path's last name if it is a link.</summary>
    FollowLinks = 16,
    Read = 32,
    Write = 64,
}

/// <summary>The behaviour of an open file, with the numbers of WASI 0.1 (<c>fdflags</c>).</summary>
[Flags]
internal enum FileFlags : ushort
{
    None = 0,
    Append = 1,
    DataSync = 2,
    NonBlocking = 4,
    ReadSync = 8,
    Sync = 16,
    All = 31,
}
