namespace Lanner.Wasi.Preview1;

/// <summary>The rights of a descriptor, with the numbers of WASI 0.1. Guests can give rights up, and open files with fewer than the
/// directory passes on. The host's grants are kept elsewhere (<see cref="DirectoryRights"/>): they show in the errors that Linux would
/// give.</summary>
[Flags]
internal enum Rights : ulong
{
    None = 0,
    DataSync = 1 << 0,
    Read = 1 << 1,
    Seek = 1 << 2,
    SetFlags = 1 << 3,
    Sync = 1 << 4,
    Tell = 1 << 5,
    Write = 1 << 6,
    Advise = 1 << 7,
    Allocate = 1 << 8,
    CreateDirectory = 1 << 9,
    CreateFile = 1 << 10,
    LinkSource = 1 << 11,
    LinkTarget = 1 << 12,
    Open = 1 << 13,
    ReadDirectory = 1 << 14,
    ReadLink = 1 << 15,
    RenameSource = 1 << 16,
    RenameTarget = 1 << 17,
    PathGetStatus = 1 << 18,
    PathSetSize = 1 << 19,
    PathSetTimes = 1 << 20,
    GetStatus = 1 << 21,
    SetSize = 1 << 22,
    SetTimes = 1 << 23,
    SymbolicLink = 1 << 24,
    RemoveDirectory = 1 << 25,
    Unlink = 1 << 26,
    Poll = 1 << 27,
    Shutdown = 1 << 28,
    Accept = 1 << 29,

    /// <summary>The rights that apply to every kind.</summary>
    Common = SetFlags | Sync | DataSync | Advise | GetStatus | SetTimes | Poll,

    /// <summary>The rights that apply to files.</summary>
    File = Common | Read | Seek | Tell | Write | Allocate | SetSize,

    /// <summary>The rights that apply to directories.</summary>
    Directory = Common | CreateDirectory | CreateFile | LinkSource | LinkTarget | Open | ReadDirectory | ReadLink | RenameSource
        | RenameTarget | PathGetStatus | PathSetSize
        | PathSetTimes | SymbolicLink | RemoveDirectory | Unlink,

    /// <summary>The rights that apply to connections.</summary>
    Connection = SetFlags | GetStatus | Poll | Read | Write | Shutdown,

    /// <summary>The rights that apply to sockets that listen.</summary>
    Listener = SetFlags | GetStatus | Poll | Accept | Shutdown,

    All = (1 << 30) - 1,
}
