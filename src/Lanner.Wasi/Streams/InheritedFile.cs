using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Host;

namespace Lanner.Wasi.Streams;

/// <summary>The standard streams of this process as files of a guest.</summary>
internal static unsafe class InheritedFile
{
    /// <summary>Opens one, or null when the process has none of that number.</summary>
    internal static OpenFile? Open(int number, bool canRead)
    {
        if (HostStatus.Of(number, out var status) != WasiError.Success)
        {
            return null;
        }

        var flags = SystemCalls.Control(number, SystemCalls.GetFlags, 0);
        var fileFlags = (flags & SystemCalls.OpenAppend) != 0 ? FileFlags.Append : FileFlags.None;

        // A terminal is a character device; others, such as /dev/null, are not to be taken for one.
        var type = status.Type == FileType.CharacterDevice && SystemCalls.IsTerminal(number) == 0 ? FileType.Unknown : status.Type;

        // A pipe is opened anew, so that writing to it can be made not to wait: the flag of the one that was inherited is shared with other
        // processes.
        if (!canRead && status.Type == FileType.Unknown)
        {
            fixed (byte* path = PathRules.ToNative($"/proc/self/fd/{number}"))
            {
                const int openFlags = SystemCalls.OpenWriteOnly | SystemCalls.OpenNonBlocking | SystemCalls.OpenCloseOnExec
                    | SystemCalls.OpenNoTerminal;
                var handle = SystemCalls.OpenAt(SystemCalls.CurrentDirectory, path, openFlags, 0);
                if (handle >= 0)
                {
                    return new HostFile(
                        new HostHandle(handle), type, canRead: false, canWrite: true, fileFlags, isNonBlocking: true, isInherited: true);
                }
            }
        }

        var isNonBlocking = flags >= 0 && (flags & SystemCalls.OpenNonBlocking) != 0;
        return new HostFile(
            new HostHandle(number, isOwned: false), type, canRead, canWrite: !canRead, fileFlags, isNonBlocking, isInherited: true);
    }
}
