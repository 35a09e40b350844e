using System.Runtime.InteropServices;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.Io;

/// <summary>Waits for several things at once, until one has come about or the guest is interrupted.</summary>
internal ref struct Poller
{
    /// <summary>The time to wait, in nanoseconds, before looking again at something that nothing can wake a wait for.</summary>
    private const long Slice = 5_000_000;

    private readonly WasiContext _context;
    private readonly Store _store;
    private readonly ReadOnlySpan<IWaitable> _waits;
    private readonly List<Task> _tasks = [];
    private readonly List<PollEntry> _entries = [];
    private ulong? _time;
    private bool _hasOthers;

    private Poller(InterfaceCall call, ReadOnlySpan<IWaitable> waits)
    {
        _context = call.Context;
        _store = call.Store;
        _waits = waits;
    }

    /// <summary>Waits for one thing.</summary>
    /// <exception cref="TrapException">The guest was interrupted.</exception>
    internal static void WaitFor(InterfaceCall call, IWaitable wait) => WaitForAny(call, [wait]);

    /// <summary>Waits for at least one of several things.</summary>
    /// <returns>The indices of all that have come about.</returns>
    /// <exception cref="TrapException">The guest was interrupted.</exception>
    internal static List<uint> WaitForAny(InterfaceCall call, ReadOnlySpan<IWaitable> waits)
    {
        var hasFlushed = false;
        while (true)
        {
            call.Store.ThrowIfInterrupted();
            var ready = Ready(waits);
            if (ready.Count > 0)
            {
                if (ready.Count < waits.Length)
                {
                    // A guest that polls in a loop leaves the processor to those who do what it polls for.
                    Thread.Yield();
                }

                return ready;
            }

            if (!hasFlushed)
            {
                // Whoever is to answer sees first what the guest has written.
                hasFlushed = true;
                call.Context.Output.Flush(call.Waiter);
            }

            new Poller(call, waits).Wait();
        }
    }

    private static List<uint> Ready(ReadOnlySpan<IWaitable> waits)
    {
        var ready = new List<uint>();
        for (var index = 0; index < waits.Length; index++)
        {
            if (waits[index].IsReady)
            {
                ready.Add((uint)index);
            }
        }

        return ready;
    }

    private void Wait()
    {
        Gather();
        var left = -1L;
        if (_time is { } time)
        {
            var now = GuestClock.Monotonic(_context);
            left = time <= now ? 0 : (long)ulong.Min(time - now, long.MaxValue);
            if (_tasks.Count == 0 && _entries.Count == 0 && !_hasOthers && _context.Time is VirtualClock { IsAtEnd: false } clock)
            {
                // Nothing but time can pass, so it does. At the end of time nothing can, and the guest waits for ever.
                clock.Advance(TimeSpan.FromTicks((left / 100) + 1));
                return;
            }

            _hasOthers |= _context.Time != TimeProvider.System;
        }

        var nanoseconds = _hasOthers && left is < 0 or > Slice ? Slice : left;
        if (_entries.Count == 0 && _tasks.Count > 0)
        {
            new Waiter(_store).WaitForAnyTask([.. _tasks], nanoseconds);
        }
        else
        {
            WaitForHandles(nanoseconds);
        }
    }

    /// <summary>Finds out by what the wait can be ended.</summary>
    private void Gather()
    {
        foreach (var wait in _waits)
        {
            var wakeUp = wait.WakeUp;
            if (wakeUp.Time is { } time)
            {
                _time = _time is { } earlier ? ulong.Min(earlier, time) : time;
            }
            else if (wakeUp.Task is { } task)
            {
                _tasks.Add(task);
            }
            else if (wakeUp.Handle is { } handle)
            {
                _entries.Add(new PollEntry(handle, wakeUp.IsForWriting));
            }
            else
            {
                _hasOthers = true;
            }
        }
    }

    /// <summary>Waits for handles, and for tasks by a handle that they set.</summary>
    private readonly void WaitForHandles(long nanoseconds)
    {
        using var signal = _tasks.Count == 0 ? null : TaskSignal.TryCreate(_tasks);
        if (signal is not null)
        {
            _entries.Add(new PollEntry(signal.Handle, forWriting: false));
        }
        else if (_tasks.Count > 0)
        {
            // The system has no handles left to give.
            nanoseconds = nanoseconds is < 0 or > Slice ? Slice : nanoseconds;
        }

        new Waiter(_store).WaitForHandles(CollectionsMarshal.AsSpan(_entries), nanoseconds, out _);
    }
}
