using System.Buffers;
using System.Diagnostics;
using Lanner.Wasi.Files;
using Lanner.Wasi.Files.Host;

namespace Lanner.Wasi.Waiting;

/// <summary>Waits for a guest, no longer than until the guest is interrupted. What waits says <see cref="WasiError.Interrupted"/> then, and
/// the guest is ended.</summary>
/// <param name="store">The store of the guest; null for the host itself, which waits as long as it takes.</param>
/// <param name="isNonBlocking">True if nothing is waited for: what would have to wait says <see cref="WasiError.TryAgain"/>.</param>
/// <param name="isFinal">True for what a guest has left behind that was interrupted: the host does not wait for a reader, but for a moment
/// until its own threads have come to what is to be written.</param>
internal readonly unsafe struct Waiter(Store? store, bool isNonBlocking = false, bool isFinal = false)
{
    /// <summary>The threads of a program are interrupted when it ends, with all that they have written to be handed on still.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>The name of waits for tasks.</summary>
    private const string Transfer = "input or output of WASI";

    internal bool IsNonBlocking => isNonBlocking;

    internal bool IsInterrupted => store?.IsInterrupted == true;

    /// <summary>True if the engine lets guests be interrupted at all.</summary>
    internal bool CanBeInterrupted => store?.Engine.Options.Interruptible == true;

    /// <summary>Is cancelled when the guest is interrupted, and stays so.</summary>
    internal CancellationToken Interruption => CanBeInterrupted ? store!.Interruption : CancellationToken.None;

    /// <summary>For what a guest has left behind: the host does not wait for its sake once it was interrupted.</summary>
    /// <param name="interruption">The interruption of the guest that left it.</param>
    internal Waiter ForFinalFlush(CancellationToken interruption) =>
        store is null && interruption.IsCancellationRequested
            ? new Waiter(null, isNonBlocking: true, isFinal: true)
            : this;

    /// <summary>Waits until one handle can be read from or written to.</summary>
    internal WasiError WaitForHandle(int handle, bool forWriting)
    {
        var poll = new PollEntry(handle, forWriting);
        var error = WaitForHandles(new Span<PollEntry>(ref poll), isNonBlocking ? 0 : -1, out var ready);
        return error == WasiError.Success && ready == 0 ? WasiError.TryAgain : error;
    }

    /// <summary>Waits until some handle is ready or the time has passed. Without handles, it sleeps.</summary>
    /// <param name="entries">The handles; what is ready is written there.</param>
    /// <param name="nanoseconds">The time; negative for ever.</param>
    /// <param name="ready">The number of handles that are ready.</param>
    internal WasiError WaitForHandles(Span<PollEntry> entries, long nanoseconds, out int ready)
    {
        if (!CanBeInterrupted)
        {
            using (nanoseconds == 0 ? null : Report(WhatIsWaitedFor(entries)))
            {
                return WaitUntil(entries, nanoseconds, nanoseconds < 0 ? -1 : Stopwatch.GetTimestamp(), out ready);
            }
        }

        ready = 0;
        if (IsInterrupted)
        {
            return WasiError.Interrupted;
        }

        // What is ready already needs nothing to be woken by.
        if (nanoseconds == 0 || !entries.IsEmpty)
        {
            ready = PollEntry.Wait(entries, 0);
            if (ready != 0 || nanoseconds == 0)
            {
                return Finish(ref ready);
            }
        }

        using (Report(WhatIsWaitedFor(entries)))
        {
            return WaitForHandlesOrInterruption(entries, nanoseconds, out ready);
        }
    }

    /// <summary>Waits until a task has ended.</summary>
    internal WasiError WaitForTask(Task task)
    {
        if (isNonBlocking)
        {
            // Whether it has failed is for whoever asks for its result.
            return Task.WaitAny([task], isFinal ? Moment : TimeSpan.Zero) == 0 ? WasiError.Success : WasiError.TryAgain;
        }

        try
        {
            using (task.IsCompleted ? null : Report(Transfer))
            {
                Task.WaitAny([task], Interruption);
            }

            return WasiError.Success;
        }
        catch (OperationCanceledException)
        {
            return WasiError.Interrupted;
        }
    }

    /// <summary>Waits until one of several tasks has ended, or the time has passed.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="nanoseconds">The time; negative for ever.</param>
    internal WasiError WaitForAnyTask(Task[] tasks, long nanoseconds)
    {
        // In whole milliseconds, none of them too few.
        var milliseconds = nanoseconds < 0 ? Timeout.Infinite : (int)long.Min((nanoseconds / 1_000_000) + 1, int.MaxValue);
        try
        {
            using (Report(Transfer))
            {
                Task.WaitAny(tasks, milliseconds, Interruption);
            }

            return WasiError.Success;
        }
        catch (OperationCanceledException)
        {
            return WasiError.Interrupted;
        }
    }

    /// <summary>Waits for one handle more: that by which an interruption wakes this thread.</summary>
    private WasiError WaitForHandlesOrInterruption(Span<PollEntry> entries, long nanoseconds, out int ready)
    {
        var start = Stopwatch.GetTimestamp();
        ready = 0;
        var token = store!.Interruption;
        if (!OperatingSystem.IsLinux())
        {
            // There are no handles here: the guest sleeps.
            token.WaitHandle.WaitOne(
                nanoseconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(long.Min((nanoseconds / 100) + 1, int.MaxValue * 10_000L)));
            return IsInterrupted ? WasiError.Interrupted : WasiError.Success;
        }

        using var alarm = new HostHandle(SystemCalls.EventHandle(0, SystemCalls.OpenCloseOnExec | SystemCalls.OpenNonBlocking));
        if (alarm.IsInvalid)
        {
            return LinuxErrors.Last;
        }

        // To dispose of the registration waits for its callback, so that the handle is open as long as anybody may write to it.
        using var registration = token.UnsafeRegister(static handle => SystemCalls.SetEvent(((HostHandle)handle!).Number), alarm);
        var rented = ArrayPool<PollEntry>.Shared.Rent(entries.Length + 1);
        try
        {
            var all = rented.AsSpan(0, entries.Length + 1);
            entries.CopyTo(all);
            all[^1] = new PollEntry(alarm.Number, forWriting: false);
            var error = WaitUntil(all, nanoseconds, start, out ready);
            all[..^1].CopyTo(entries);
            ready -= all[^1].IsReady ? 1 : 0;
            return error == WasiError.Success && ready == 0 && IsInterrupted ? WasiError.Interrupted : error;
        }
        finally
        {
            ArrayPool<PollEntry>.Shared.Return(rented);
        }
    }

    /// <summary>Waits until some handle is ready or the time has passed, whatever signals come in between.</summary>
    private static WasiError WaitUntil(Span<PollEntry> entries, long nanoseconds, long start, out int ready)
    {
        while (true)
        {
            var left = nanoseconds < 0 ? -1 : long.Max(0, nanoseconds - ElapsedSince(start));
            ready = PollEntry.Wait(entries, left);
            if (ready != 0 || left == 0)
            {
                return Finish(ref ready);
            }
        }
    }

    /// <summary>Tells the store that the guest waits.</summary>
    /// <returns>The object that ends the wait; null for the host itself.</returns>
    private IDisposable? Report(string what) => store?.ReportWait(what);

    private static string WhatIsWaitedFor(Span<PollEntry> entries) => entries.IsEmpty ? "a clock of WASI" : "files or sockets of WASI";

    private static WasiError Finish(ref int ready)
    {
        var error = ready < 0 ? WasiError.InputOutput : WasiError.Success;
        ready = int.Max(ready, 0);
        return error;
    }

    private static long ElapsedSince(long start) => Stopwatch.GetElapsedTime(start).Ticks * 100;
}
