using System.Runtime.InteropServices;

namespace Lanner.Wasi.Files.Host;

/// <summary>Error numbers of Linux as those of WASI.</summary>
internal static class LinuxErrors
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int TryAgain = 11;
    internal const int AccessDenied = 13;
    internal const int CrossDevice = 18;
    internal const int NotDirectory = 20;
    internal const int IsDirectory = 21;
    internal const int Invalid = 22;
    internal const int NameTooLong = 36;
    internal const int NotImplemented = 38;
    internal const int Loop = 40;

    /// <summary>By the numbers of Linux (include/uapi/asm-generic/errno.h), which all architectures of .NET share.</summary>
    private static readonly WasiError[] Known = MakeTable();

    /// <summary>The error of the system call that was made last.</summary>
    internal static WasiError Last => FromLinux(Marshal.GetLastPInvokeError());

    /// <summary>Returns the error that a result of a system call stands for.</summary>
    internal static WasiError Of(long result) => result >= 0 ? WasiError.Success : Last;

    internal static WasiError FromLinux(int error) => (uint)error < (uint)Known.Length ? Known[error] : WasiError.InputOutput;

    private static WasiError[] MakeTable()
    {
        var table = new WasiError[134];
        Array.Fill(table, WasiError.InputOutput);
        table[0] = WasiError.Success;
        table[1] = WasiError.NotPermitted;
        table[2] = WasiError.NoEntry;
        table[4] = WasiError.Interrupted;
        table[6] = WasiError.NoSuchDevice;
        table[7] = WasiError.TooBig;
        table[9] = WasiError.BadDescriptor;
        table[11] = WasiError.TryAgain;
        table[12] = WasiError.NoMemory;
        table[13] = WasiError.AccessDenied;
        table[14] = WasiError.Fault;
        table[16] = WasiError.Busy;
        table[17] = WasiError.Exists;
        table[18] = WasiError.CrossDevice;
        table[19] = WasiError.NoDevice;
        table[20] = WasiError.NotDirectory;
        table[21] = WasiError.IsDirectory;
        table[22] = WasiError.Invalid;
        table[23] = WasiError.FileTableOverflow;
        table[24] = WasiError.TooManyOpenFiles;
        table[25] = WasiError.NotTerminal;
        table[26] = WasiError.TextFileBusy;
        table[27] = WasiError.FileTooLarge;
        table[28] = WasiError.NoSpace;
        table[29] = WasiError.IllegalSeek;
        table[30] = WasiError.ReadOnlyFileSystem;
        table[31] = WasiError.TooManyLinks;
        table[32] = WasiError.BrokenPipe;
        table[36] = WasiError.NameTooLong;
        table[37] = WasiError.NoLocks;
        table[38] = WasiError.NotImplemented;
        table[39] = WasiError.NotEmpty;
        table[40] = WasiError.Loop;
        table[75] = WasiError.Overflow;
        table[84] = WasiError.IllegalSequence;
        table[88] = WasiError.NotSocket;
        table[90] = WasiError.MessageSize;
        table[95] = WasiError.NotSupported;
        table[98] = WasiError.AddressInUse;
        table[99] = WasiError.AddressNotAvailable;
        table[100] = WasiError.NetworkDown;
        table[101] = WasiError.NetworkUnreachable;
        table[102] = WasiError.NetworkReset;
        table[103] = WasiError.ConnectionAborted;
        table[104] = WasiError.ConnectionReset;
        table[105] = WasiError.NoBufferSpace;
        table[107] = WasiError.NotConnected;
        table[110] = WasiError.TimedOut;
        table[111] = WasiError.ConnectionRefused;
        table[115] = WasiError.InProgress;
        table[116] = WasiError.StaleHandle;
        table[122] = WasiError.QuotaExceeded;
        table[125] = WasiError.Canceled;
        return table;
    }
}
