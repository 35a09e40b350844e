using System.Diagnostics;

namespace NativeLibrarySample;

/// <summary>Times.</summary>
internal static class Timing
{
    /// <summary>Runs actions in turn, so that what else the machine does hits all of them, and returns the median of each in
    /// milliseconds.</summary>
    internal static double[] MediansInTurn(int rounds, params Action[] actions)
    {
        var times = Array.ConvertAll(actions, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            for (var index = 0; index < actions.Length; index++)
            {
                times[index].Add(Once(actions[index]));
            }
        }

        return Array.ConvertAll(times, list => list.Order().ElementAt(rounds / 2));
    }

    internal static double Once(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
