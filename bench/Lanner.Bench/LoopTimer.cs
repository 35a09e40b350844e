using System.Diagnostics;

namespace Lanner.Bench;

/// <summary>Times loops of calls.</summary>
internal static class LoopTimer
{
    /// <summary>Warms a loop up, until the runtime has compiled all that it uses for good, and finds how many calls take 20 ms.</summary>
    internal static int Calibrate(Action<int> loop)
    {
        const int First = 1000;
        var start = Stopwatch.GetTimestamp();
        var last = 0.0;
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 250)
        {
            last = Time(loop, First);
        }

        return (int)(20e6 / double.Max(last, 0.1));
    }

    /// <summary>The nanoseconds of a call.</summary>
    internal static double Time(Action<int> loop, int count)
    {
        var start = Stopwatch.GetTimestamp();
        loop(count);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }
}
