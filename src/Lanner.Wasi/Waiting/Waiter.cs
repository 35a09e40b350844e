using System.Diagnostics;
using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Host;

namespace Lanner.Wasi.Waiting;

/// <summary>Waits for a guest, no longer than until the guest is interrupted. What waits gives the guest <see cref="WasiError.Interrupted"/> then; the guest's next loop or
/// call traps.</summary>
/// <param name="store">The store of the guest; null for the host itself, which waits as long as it takes.</param>
internal readonly unsafe struct Waiter(Store? store)
{
    /// <summary>How long a guest waits at most before it looks whether it was interrupted.</summary>
    private const int SliceMilliseconds = 5;

    internal bool IsInterrupted => store?.IsInterrupted == true;

    /// <summary>Whether the engine lets guests be interrupted at all.</summary>
    internal bool CanBeInterrupted => store?.Engine.Options.Interruptible == true;

    /// <summary>Waits until one handle can be read from or written to.</summary>
    internal WasiError WaitForHandle(int handle, bool forWriting)
    {
        var poll = new PollEntry(handle, forWriting);
        return WaitForHandles(new Span<PollEntry>(ref poll), -1, out _);
    }

    /// <summary>Waits until some handle is ready or the time has passed. Without handles, it sleeps.</summary>
    /// <param name="entries">The handles; what is ready is written there.</param>
    /// <param name="nanoseconds">The time; negative for ever.</param>
    /// <param name="ready">How many handles are ready.</param>
    internal WasiError WaitForHandles(Span<PollEntry> entries, long nanoseconds, out int ready)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            ready = 0;
            if (IsInterrupted)
            {
                return WasiError.Interrupted;
            }

            var left = nanoseconds < 0 ? long.MaxValue : long.Max(0, nanoseconds - ElapsedSince(start));
            var slice = CanBeInterrupted ? long.Min(left, SliceMilliseconds * 1_000_000L) : left;
            ready = PollEntry.Wait(entries, slice == long.MaxValue ? -1 : slice);
            if (ready > 0)
            {
                return WasiError.Success;
            }

            if (ready < 0)
            {
                ready = 0;
                return WasiError.InputOutput;
            }

            if (slice == left && left != long.MaxValue)
            {
                return WasiError.Success;
            }
        }
    }

    /// <summary>Waits until a task has ended.</summary>
    internal WasiError WaitForTask(Task task)
    {
        // Whether it has failed is for whoever asks for its result.
        while (Task.WaitAny([task], CanBeInterrupted ? SliceMilliseconds : Timeout.Infinite) < 0)
        {
            if (IsInterrupted)
            {
                return WasiError.Interrupted;
            }
        }

        return WasiError.Success;
    }

    private static long ElapsedSince(long start) => Stopwatch.GetElapsedTime(start).Ticks * 100;
}
