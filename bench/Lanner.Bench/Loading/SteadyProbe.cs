using System.Diagnostics;
using System.Globalization;
using Lanner.Bench.Engines;

namespace Lanner.Bench.Loading;

/// <summary>Loads a program and runs it again and again, in a process that has done nothing before, and prints how long the load and each
/// run took.</summary>
internal static class SteadyProbe
{
    /// <summary>Prints milliseconds: first the load, then the runs at the program's smallest scale.</summary>
    internal static int Run(string engine, string path, int runs)
    {
        var bytes = File.ReadAllBytes(path);
        var figures = new double[runs + 1];
        var thread = new Thread(
            () =>
            {
                var start = Stopwatch.GetTimestamp();
                using var runner = BenchmarkEngines.CreateRunner(engine);
                runner.Load(bytes);
                figures[0] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                for (var run = 1; run < figures.Length; run++)
                {
                    start = Stopwatch.GetTimestamp();
                    runner.Run(["program", "1"], Stream.Null);
                    figures[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            },
            Worker.StackSize);
        thread.Start();
        thread.Join();
        Console.WriteLine(string.Join(' ', figures.Select(figure => figure.ToString("F3", CultureInfo.InvariantCulture))));
        return 0;
    }
}
