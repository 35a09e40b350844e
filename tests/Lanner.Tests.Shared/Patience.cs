using System.Diagnostics;

namespace Lanner.Tests;

/// <summary>Measures on a machine that may be busy. A thread can be kept from running for seconds there, so a single time says nothing:
/// what must not take long is bounded by what only a hang takes, and what must be soon must be so once in many attempts.</summary>
public static class Patience
{
    /// <summary>More than anything in the tests takes unless it hangs, on two cores that run all test projects at once: the packages take
    /// five minutes there, and the tests of a binding ten.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(12);

    /// <summary>Tries until something is so, for at most a minute.</summary>
    /// <param name="attempt">Does something and says whether it was as it should be. A mistake makes it fail each time, a busy machine only
    /// now and then.</param>
    /// <returns>True if it was so once.</returns>
    public static bool Until(Func<bool> attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var start = Stopwatch.GetTimestamp();
        do
        {
            if (attempt())
            {
                return true;
            }
        }
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1));
        return false;
    }

    /// <summary>Collects what nobody uses until something is so, for at most a minute. Unloading takes several collections, and the thread
    /// that compiles again what is used often may hold code a little longer.</summary>
    /// <param name="isGone">Says whether what was waited for is collected.</param>
    /// <returns>True if it is.</returns>
    public static bool UntilCollected(Func<bool> isGone)
    {
        ArgumentNullException.ThrowIfNull(isGone);
        var rounds = 0;
        return Until(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (rounds++ > 5)
            {
                Thread.Sleep(10);
            }

            return isGone();
        });
    }

    /// <summary>The fewest bytes that this thread allocates while it does something, of many rounds. The CLR allocates on the threads that
    /// it interrupts to compile again what is used often, which is over after a few rounds; what the action itself allocates, it allocates
    /// in each.</summary>
    /// <param name="action">The action that is measured.</param>
    public static long FewestBytesAllocated(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var fewest = long.MaxValue;
        for (var round = 0; round < 50 && fewest != 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return fewest;
    }
}
