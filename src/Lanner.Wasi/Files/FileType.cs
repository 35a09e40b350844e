namespace Lanner.Wasi.Files;

/// <summary>Kinds of file, with the numbers of WASI 0.1. Pipes have none of their own there and are unknown.</summary>
internal enum FileType : byte
{
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    DatagramSocket = 5,
    StreamSocket = 6,
    SymbolicLink = 7,
}
