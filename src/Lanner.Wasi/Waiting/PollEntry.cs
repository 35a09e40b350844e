using System.Runtime.InteropServices;
using Lanner.Wasi.Files.Host;

namespace Lanner.Wasi.Waiting;

/// <summary>A question to the operating system about one handle, in the layout of <c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct PollEntry(int handle, bool forWriting)
{
    private const short PollIn = 1, PollOut = 4, PollError = 8, PollHangUp = 16, PollInvalid = 32;

    private readonly int _handle = handle;
    private readonly short _events = forWriting ? PollOut : PollIn;

    /// <summary>Written by the kernel.</summary>
    private readonly short _found = 0;

    /// <summary>True if the handle is ready, also to report an error.</summary>
    internal bool IsReady => _found != 0;

    /// <summary>True if the other side has gone away.</summary>
    internal bool IsHangUp => (_found & PollHangUp) != 0;

    internal bool IsInvalid => (_found & PollInvalid) != 0;

    internal bool IsError => (_found & PollError) != 0;

    /// <summary>Waits for a while.</summary>
    /// <param name="entries">The entries to wait for.</param>
    /// <param name="nanoseconds">The time to wait, in nanoseconds; for ever when negative.</param>
    /// <returns>The number of entries that are ready; -1 when the system refuses.</returns>
    internal static unsafe int Wait(Span<PollEntry> entries, long nanoseconds)
    {
        if (entries.IsEmpty || !OperatingSystem.IsLinux())
        {
            // Handles exist on Linux only.
            Thread.Sleep(
                nanoseconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(long.Min((nanoseconds / 100) + 1, int.MaxValue * 10_000L)));
            return 0;
        }

        var time = stackalloc long[2];
        time[0] = nanoseconds / 1_000_000_000;
        time[1] = nanoseconds % 1_000_000_000;
        fixed (PollEntry* first = entries)
        {
            var ready = SystemCalls.Poll(first, (nuint)entries.Length, nanoseconds < 0 ? null : time, null);
            return ready < 0 && Marshal.GetLastPInvokeError() == LinuxErrors.Interrupted ? 0 : ready;
        }
    }
}
