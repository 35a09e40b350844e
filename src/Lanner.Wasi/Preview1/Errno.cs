namespace Lanner.Wasi.Preview1;

/// <summary>Error numbers of WASI 0.1.</summary>
internal enum Errno
{
    Success = 0,
    AccessDenied = 2,
    TryAgain = 6,
    BadDescriptor = 8,
    Busy = 10,
    Exists = 20,
    Fault = 21,
    FileTooLarge = 22,
    IllegalSequence = 25,
    Interrupted = 27,
    Invalid = 28,
    InputOutput = 29,
    IsDirectory = 31,
    Loop = 32,
    TooManyOpenFiles = 33,
    TooManyLinks = 34,
    NameTooLong = 37,
    FileTableOverflow = 41,
    NoEntry = 44,
    NoMemory = 48,
    NoSpace = 51,
    NotImplemented = 52,
    NotDirectory = 54,
    NotEmpty = 55,
    NotSocket = 57,
    NotSupported = 58,
    Overflow = 61,
    NotPermitted = 63,
    BrokenPipe = 64,
    ReadOnlyFileSystem = 69,
    IllegalSeek = 70,
    CrossDevice = 75,
    NotCapable = 76,
}

/// <summary>An error number on its way to the guest.</summary>
internal sealed class WasiException(Errno errno) : Exception(errno.ToString())
{
    internal Errno Errno { get; } = errno;
}
