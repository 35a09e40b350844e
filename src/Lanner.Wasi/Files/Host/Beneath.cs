using System.Runtime.InteropServices;

namespace Lanner.Wasi.Files.Host;

/// <summary>Opens paths so that nothing outside of a directory can be reached: not by "..", nor by links, nor by what others rename or
/// replace meanwhile.</summary>
internal static unsafe class Beneath
{
    /// <summary>RESOLVE_BENEATH and RESOLVE_NO_MAGICLINKS (openat2(2)): the kernel itself looks after every step.</summary>
    private const ulong Resolve = 0x08 | 0x02;

    /// <summary>The number of times that the kernel may ask to try again because something was renamed while it resolved "..".</summary>
    private const int Attempts = 64;

    /// <summary>True if the kernel has openat2, which came with Linux 5.6. Some sandboxes hide it.</summary>
    internal static bool IsKernelAble { get; } = ProbeKernel();

    /// <summary>Opens a path.</summary>
    /// <param name="directory">The directory where the path starts.</param>
    /// <param name="path">The path, relative, ended by a zero byte.</param>
    /// <param name="flags">Flags of open(2).</param>
    /// <param name="handle">The handle of the file or directory that was opened.</param>
    /// <param name="walks">True to go step by step even where the kernel does it.</param>
    internal static WasiError Open(int directory, byte* path, int flags, out int handle, bool walks = false)
    {
        flags |= SystemCalls.OpenCloseOnExec;
        if (walks || !IsKernelAble)
        {
            return BeneathWalk.Open(directory, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path), flags, out handle);
        }

        var mode = (flags & SystemCalls.OpenCreate) != 0 ? 0x1B6 : 0;
        for (var attempt = 0; ; attempt++)
        {
            handle = SystemCalls.Open2(directory, path, flags, mode, Resolve);
            if (handle >= 0)
            {
                return WasiError.Success;
            }

            var error = Marshal.GetLastPInvokeError();
            if ((error is LinuxErrors.TryAgain && attempt < Attempts) || error is LinuxErrors.Interrupted)
            {
                continue;
            }

            // EXDEV is what the kernel says when the path leads out.
            return error == LinuxErrors.CrossDevice ? WasiError.NotPermitted : LinuxErrors.FromLinux(error);
        }
    }

    private static bool ProbeKernel()
    {
        fixed (byte* here = "."u8)
        {
            var handle = SystemCalls.Open2(
                SystemCalls.CurrentDirectory, here,
                SystemCalls.OpenPathOnly | SystemCalls.OpenDirectory | SystemCalls.OpenCloseOnExec, 0, Resolve);
            if (handle >= 0)
            {
                _ = SystemCalls.Close(handle);
            }

            return handle >= 0;
        }
    }
}
