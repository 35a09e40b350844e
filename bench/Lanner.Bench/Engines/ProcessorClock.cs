using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lanner.Bench.Engines;

/// <summary>Reads the processor time of another process, or of the running thread.</summary>
internal static partial class ProcessorClock
{
    /// <summary>Returns the time that all threads of a process have run: on Linux to the nanosecond, elsewhere to the system's clock tick,
    /// which is all that <see cref="Process"/> gives.</summary>
    internal static TimeSpan Read(Process process)
    {
        if (!OperatingSystem.IsLinux())
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }

        // As clock_getcpuclockid(3) makes it: the scheduler's clock of a whole process.
        var clock = (~process.Id << 3) | 2;
        return GetTime(clock, out var time) == 0
            ? ToSpan(time)
            : throw new Win32Exception();
    }

    /// <summary>Returns the time that the running thread has run, on Linux; elsewhere the time of day.</summary>
    internal static TimeSpan ReadThread()
    {
        const int threadClock = 3;
        return OperatingSystem.IsLinux() && GetTime(threadClock, out var time) == 0
            ? ToSpan(time)
            : Stopwatch.GetElapsedTime(0);
    }

    private static TimeSpan ToSpan(in TimeSpecification time) =>
        TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out TimeSpecification time);

    /// <summary>A <c>timespec</c> of 64-bit systems.</summary>
    private readonly record struct TimeSpecification(long Seconds, long Nanoseconds);
}
