using System.Diagnostics;

namespace Lanner.Hunt;

/// <summary>Makes the decisions behind a find fewer and smaller for as long as it stays a find.</summary>
internal static class Shrinker
{
    internal static int[] Shrink(int[] decisions, Predicate<int[]> isFind, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        var best = decisions;
        bool improved;
        do
        {
            improved = false;
            for (var size = Math.Max(best.Length / 2, 1); size > 0 && clock.Elapsed < limit; size /= 2)
            {
                for (var start = 0; start < best.Length && clock.Elapsed < limit;)
                {
                    int[] without = [.. best.AsSpan(0, start), .. best.AsSpan(Math.Min(start + size, best.Length))];
                    if (Try(without) || Try(WithZeros(start, size)))
                    {
                        continue;
                    }

                    start += size;
                }
            }
        }
        while (improved && clock.Elapsed < limit);
        return best;

        bool Try(int[] candidate)
        {
            if (candidate.AsSpan().SequenceEqual(best) || !isFind(candidate))
            {
                return false;
            }

            best = candidate;
            improved = true;
            return true;
        }

        int[] WithZeros(int start, int size)
        {
            var zeroed = best.ToArray();
            zeroed.AsSpan(start, Math.Min(size, zeroed.Length - start)).Clear();
            return zeroed;
        }
    }
}
