using System.Runtime.InteropServices;

namespace Lanner.Hostile.Steps;

/// <summary>The processor time of a thread, which other threads can read while it runs: what a busy machine takes from it is not in
/// it.</summary>
internal sealed unsafe partial class ThreadClock
{
    private readonly int _clock;

    private ThreadClock(int thread) => _clock = (~thread << 3) | 6;

    /// <summary>The time so far; null if the thread has ended, and its clock with it.</summary>
    internal TimeSpan? Elapsed
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new PlatformNotSupportedException("Only Linux has clocks of threads.");
            }

            var time = stackalloc long[2];
            return GetTime(_clock, time) == 0 ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1000.0) : null;
        }
    }

    /// <summary>The clock of the running thread.</summary>
    internal static ThreadClock OfCurrentThread() => new(ThreadId());

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadId();
}
