namespace Lanner.Wasi;

/// <summary>The rights of a guest in a directory that it was given, and in everything below.</summary>
[Flags]
public enum DirectoryRights
{
    /// <summary>Look around and read files. Always included.</summary>
    ReadOnly = 0,

    /// <summary>Change the content, length and times of files that are there.</summary>
    Write = 1,

    /// <summary>Make, rename and remove files and directories.</summary>
    Create = 2,

    /// <summary>Make symbolic and hard links. Needs <see cref="Create"/> as well.</summary>
    Link = 4,

    /// <summary>Everything.</summary>
    All = Write | Create | Link,
}
