using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lanner.Runtime;

/// <summary>Something that happens when its time has come, unless it is disposed of before.</summary>
internal abstract class Deadline : IDisposable
{
    /// <summary>The time when it is due, in ticks of <see cref="Stopwatch"/>.</summary>
    internal long Due { get; set; }

    /// <summary>Tells apart those that are due at the same time.</summary>
    internal long Number { get; set; }

    /// <summary>Called on the thread of the deadlines, which must not be held up.</summary>
    internal abstract void Pass();

    /// <summary>Ends the deadline. It does not pass afterwards.</summary>
    public abstract void Dispose();
}

/// <summary>The clock that all deadlines share. It has a thread of its own: timers of .NET fire on the thread pool, whose threads may all
/// be busy with guests that wait to be stopped.</summary>
internal static class Deadlines
{
    private static readonly Lock Gate = new();
    private static readonly AutoResetEvent Changed = new(false);
    private static readonly SortedSet<Deadline> Waiting = new(Comparer<Deadline>.Create(static (left, right) =>
        left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Number.CompareTo(right.Number)));

    private static long s_lastNumber;
    private static long s_wakesAt = long.MaxValue;
    private static bool s_isStarted;

    /// <summary>Starts a deadline.</summary>
    /// <param name="deadline">The deadline.</param>
    /// <param name="time">The time from now; not negative.</param>
    internal static void Start(Deadline deadline, TimeSpan time)
    {
        var ticks = time.TotalSeconds * Stopwatch.Frequency;
        deadline.Due = ticks >= long.MaxValue / 2 ? long.MaxValue : Stopwatch.GetTimestamp() + (long)Math.Ceiling(ticks);
        bool isEarlier;
        lock (Gate)
        {
            deadline.Number = ++s_lastNumber;
            Waiting.Add(deadline);
            isEarlier = deadline.Due < s_wakesAt;
            if (!s_isStarted)
            {
                s_isStarted = true;
                new Thread(Run, 256 << 10) { IsBackground = true, Name = "Lanner deadlines", Priority = ThreadPriority.AboveNormal }
                    .UnsafeStart();
            }
        }

        if (isEarlier)
        {
            Changed.Set();
        }
    }

    /// <summary>Forgets a deadline.</summary>
    /// <returns>True if it was still to come. If not, it has passed or is just passing.</returns>
    internal static bool Stop(Deadline deadline)
    {
        lock (Gate)
        {
            return Waiting.Remove(deadline);
        }
    }

    private static void Run()
    {
        while (true)
        {
            var wait = PassNext();
            if (wait != 0)
            {
                Changed.WaitOne(wait);
            }
        }
    }

    /// <summary>Has the next deadline pass, if it is due. A method of its own, since the frame of one that waits may hold the last
    /// deadline, and its store, for as long as it waits.</summary>
    /// <returns>The milliseconds to wait for the next; 0 if one has passed, and -1 for ever.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int PassNext()
    {
        Deadline passed;
        lock (Gate)
        {
            if (Waiting.Min is not { } first)
            {
                s_wakesAt = long.MaxValue;
                return Timeout.Infinite;
            }

            var left = first.Due - Stopwatch.GetTimestamp();
            if (left > 0)
            {
                s_wakesAt = first.Due;
                return (int)Math.Min(int.MaxValue, Math.Ceiling(left * 1000.0 / Stopwatch.Frequency));
            }

            Waiting.Remove(first);
            passed = first;
        }

        passed.Pass();
        return 0;
    }
}
