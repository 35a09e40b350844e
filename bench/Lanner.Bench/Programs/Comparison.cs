using Lanner.Bench.Engines;

namespace Lanner.Bench.Programs;

/// <summary>Runs programs under engines. The engines take turns within a program, so that what else the machine does falls on all of
/// them.</summary>
internal sealed class Comparison(IReadOnlyList<BenchmarkEngine> engines, Amount amount, int runs, TextWriter log)
{
    /// <summary>The number of times that a module is loaded; the median counts.</summary>
    private const int Loads = 3;

    /// <summary>The output that the program must have: the one on record for the scale, or that of its native build, or else, where there
    /// is none, that of the first engine.</summary>
    private string? _expected;

    /// <summary>Runs one program under every engine.</summary>
    /// <returns>The measurement of each engine, in the order of the engines.</returns>
    internal Measurement[] Measure(BenchmarkProgram program)
    {
        var scale = program.ScaleFor(amount);
        string[] arguments = [scale.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        _expected = program.ExpectedAt(scale) ?? NativeEngine.FindOutput(program, arguments);
        var measurements = new Measurement[engines.Count];
        for (var index = 0; index < measurements.Length; index++)
        {
            var measurement = measurements[index] = new Measurement();
            if (!engines[index].CanRun(program))
            {
                continue;
            }

            Try(index, program, measurement, engine =>
            {
                for (var load = 0; load < Loads; load++)
                {
                    measurement.AddLoad(engine.Load(program, arguments));
                }

                // The first run is the warm-up of those that count.
                measurement.First = RunOnce(engine);
            });
        }

        for (var run = 0; run < runs; run++)
        {
            for (var index = 0; index < measurements.Length; index++)
            {
                var measurement = measurements[index];
                if (measurement.Failure is null && engines[index].CanRun(program))
                {
                    Try(index, program, measurement, engine => measurement.AddRun(RunOnce(engine)));
                }
            }
        }

        return measurements;
    }

    private void Try(int index, BenchmarkProgram program, Measurement measurement, Action<BenchmarkEngine> action)
    {
        try
        {
            action(engines[index]);
        }
        catch (EngineFailedException failure)
        {
            measurement.Failure = failure.Message;
            log.WriteLine($"{program.Name}: {engines[index].Name} failed: {failure.Message}");
        }
    }

    private double RunOnce(BenchmarkEngine engine)
    {
        var (milliseconds, output) = engine.Run();
        _expected ??= output;
        if (output != _expected)
        {
            throw new EngineFailedException($"printed {Shorten(output)} instead of {Shorten(_expected)}");
        }

        return milliseconds;
    }

    private static string Shorten(string text) => $"\"{(text.Length <= 60 ? text : text[..60] + "…").ReplaceLineEndings("\\n")}\"";
}
