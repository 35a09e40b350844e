using System.Diagnostics;
using System.Globalization;
using Lanner.Bench.Engines;

namespace Lanner.Bench.Loading;

/// <summary>Loads a module and calls it, in a process that has done nothing before, and prints how long the parts took.</summary>
internal static class LoadProbe
{
    /// <summary>The number of times that the module is loaded and called. The first time is cold, the last one warm.</summary>
    private const int Times = 3;

    /// <summary>Prints the milliseconds of loading and of the first call, when cold and when warm.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="path">The module.</param>
    /// <param name="function">The function to call; null to run the program at its smallest scale.</param>
    internal static int Run(string engine, string path, string? function)
    {
        var bytes = File.ReadAllBytes(path);
        if (function is not null)
        {
            bytes = ExportedFunction.Add(bytes, function);
        }

        var figures = new List<double>();
        var thread = new Thread(
            () =>
            {
                var start = Stopwatch.GetTimestamp();
                using var runner = BenchmarkEngines.CreateRunner(engine);
                for (var time = 0; time < Times; time++)
                {
                    runner.Load(bytes);
                    var loaded = Stopwatch.GetTimestamp();
                    if (function is null)
                    {
                        runner.Run(["program", "1"], Stream.Null);
                    }
                    else
                    {
                        runner.Call(function);
                    }

                    if (time is 0 or Times - 1)
                    {
                        figures.Add(Stopwatch.GetElapsedTime(start, loaded).TotalMilliseconds);
                        figures.Add(Stopwatch.GetElapsedTime(loaded).TotalMilliseconds);
                    }

                    start = Stopwatch.GetTimestamp();
                }
            },
            Worker.StackSize);
        thread.Start();
        thread.Join();
        Console.WriteLine(string.Join(' ', figures.Select(figure => figure.ToString("F3", CultureInfo.InvariantCulture))));
        return 0;
    }
}
