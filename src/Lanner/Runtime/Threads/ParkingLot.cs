using System.Diagnostics;

namespace Lanner.Runtime;

/// <summary>The place where threads sleep until another wakes them, by addresses of the process: whoever shares a memory meets here,
/// whatever store it is in.</summary>
/// <remarks>An address belongs to one of a few rows, each with a lock and its sleepers in the order of their coming. The value is compared
/// under the lock, so that a thread that has changed it before it wakes others misses nobody.</remarks>
internal static unsafe class ParkingLot
{
    private const int NanosecondsInMillisecond = 1_000_000;
    private const int RowCount = 64;

    private static readonly LinkedList<Sleeper>[] Rows = MakeRows();

    /// <summary>Has the running thread sleep while a condition holds that is tested once, at the start, until it is woken or the time has
    /// passed.</summary>
    /// <param name="state">The instance that it runs for.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="timeout">The time in nanoseconds; for ever when negative.</param>
    /// <exception cref="TrapException">The guest was interrupted.</exception>
    internal static WaitResult Wait(InstanceState state, WaitCondition condition, long timeout)
    {
        var row = RowOf(condition.Address);
        var sleeper = new Sleeper(condition.Address);
        lock (row)
        {
            if (!condition.Holds)
            {
                return WaitResult.NotEqual;
            }

            row.AddLast(sleeper.Node);
        }

        var isInterrupted = false;
        try
        {
            using var wait = state.Store.Waits.Add("memory.atomic.wait", sleeper.Pulse);
            isInterrupted = !Sleep(state, sleeper, timeout);
        }
        finally
        {
            lock (row)
            {
                // Whoever woke it has taken it out already. Being woken counts more than that the time has passed meanwhile.
                if (!sleeper.IsWoken)
                {
                    row.Remove(sleeper.Node);
                }
            }
        }

        if (isInterrupted && !sleeper.IsWoken)
        {
            Traps.PollFailed(state);
        }

        return sleeper.IsWoken ? WaitResult.Woken : WaitResult.TimedOut;
    }

    /// <summary>Wakes those who have slept longest at an address.</summary>
    /// <returns>The number of threads that were woken.</returns>
    internal static uint Wake(byte* place, uint most)
    {
        var row = RowOf((nuint)place);
        var count = 0u;
        lock (row)
        {
            for (var node = row.First; node is not null && count < most;)
            {
                var next = node.Next;
                if (node.Value.Address == (nuint)place)
                {
                    row.Remove(node);
                    node.Value.Wake();
                    count++;
                }

                node = next;
            }
        }

        return count;
    }

    /// <summary>Sleeps.</summary>
    /// <returns>False when the guest was interrupted.</returns>
    private static bool Sleep(InstanceState state, Sleeper sleeper, long timeout)
    {
        var start = Stopwatch.GetTimestamp();
        lock (sleeper)
        {
            while (!sleeper.IsWoken)
            {
                if (state.Interrupt != 0)
                {
                    return false;
                }

                var milliseconds = Timeout.Infinite;
                if (timeout >= 0)
                {
                    // In ticks of 100 ns, which wrap no sum of theirs.
                    var left = timeout - (Stopwatch.GetElapsedTime(start).Ticks * 100);
                    if (left <= 0)
                    {
                        return true;
                    }

                    milliseconds = (int)long.Min(int.MaxValue, ((left - 1) / NanosecondsInMillisecond) + 1);
                }

                GuestScheduler.BeginWait();
                Monitor.Wait(sleeper, milliseconds);
                GuestScheduler.EndWait();
            }
        }

        return true;
    }

    private static LinkedList<Sleeper> RowOf(nuint address)
    {
        // The lowest bits are zero, and what differs between memories are the high ones.
        var mixed = (ulong)address * 0x9E3779B97F4A7C15;
        return Rows[mixed >> 58];
    }

    private static LinkedList<Sleeper>[] MakeRows()
    {
        var rows = new LinkedList<Sleeper>[RowCount];
        for (var index = 0; index < RowCount; index++)
        {
            rows[index] = [];
        }

        return rows;
    }

    private sealed class Sleeper
    {
        private volatile bool _isWoken;

        internal Sleeper(nuint address)
        {
            Address = address;
            Node = new LinkedListNode<Sleeper>(this);
        }

        internal nuint Address { get; }

        internal LinkedListNode<Sleeper> Node { get; }

        internal bool IsWoken => _isWoken;

        internal void Wake()
        {
            _isWoken = true;
            Pulse();
        }

        internal void Pulse()
        {
            lock (this)
            {
                Monitor.Pulse(this);
            }
        }
    }
}
