using System.Runtime.InteropServices;
using Lanner.Wasi.Preview1;

namespace Lanner.Wasi.Linux;

/// <summary>Error numbers of Linux as those of WASI.</summary>
internal static class LinuxErrors
{
    /// <summary>Passes a result of a system call on, or throws its error.</summary>
    internal static long Check(long result) => result >= 0 ? result : throw new WasiException(FromLinux(Marshal.GetLastPInvokeError()));

    internal static Errno FromLinux(int error) => error switch
    {
        1 => Errno.NotPermitted,
        2 => Errno.NoEntry,
        4 => Errno.Interrupted,
        5 => Errno.InputOutput,
        9 => Errno.BadDescriptor,
        11 => Errno.TryAgain,
        12 => Errno.NoMemory,
        13 => Errno.AccessDenied,
        14 => Errno.Fault,
        16 => Errno.Busy,
        17 => Errno.Exists,

        // What openat2 says when a path leads out of the directory (RESOLVE_BENEATH).
        18 => Errno.NotPermitted,
        20 => Errno.NotDirectory,
        21 => Errno.IsDirectory,
        22 => Errno.Invalid,
        23 => Errno.FileTableOverflow,
        24 => Errno.TooManyOpenFiles,
        27 => Errno.FileTooLarge,
        28 => Errno.NoSpace,
        29 => Errno.IllegalSeek,
        30 => Errno.ReadOnlyFileSystem,
        31 => Errno.TooManyLinks,
        32 => Errno.BrokenPipe,
        36 => Errno.NameTooLong,
        39 => Errno.NotEmpty,
        40 => Errno.Loop,
        75 => Errno.Overflow,
        84 => Errno.IllegalSequence,
        95 => Errno.NotSupported,
        _ => Errno.InputOutput,
    };
}
