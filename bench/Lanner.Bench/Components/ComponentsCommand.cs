using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Components;

/// <summary><c>lanner-bench components</c>: what calls of components cost, from C# and from one component to another.</summary>
internal static class ComponentsCommand
{
    private const int Rounds = 9;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var processorTime = new Option<bool>("--processor-time")
        {
            Description = "Measures by the processor time of the calling thread, for machines that do other things too.",
        };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Components, "Measures calls of components beside Wasmtime's package.")
        {
            quick, processorTime, write,
        };
        command.SetAction(result => CommonOptions.Publish(
            Measure(result.GetValue(quick), result.GetValue(processorTime)), result.GetValue(write)));
        return command;
    }

    internal static Report Measure(bool isQuick, bool usesProcessorTime = false)
    {
        Func<TimeSpan> clock = usesProcessorTime ? ProcessorClock.ReadThread : static () => Stopwatch.GetElapsedTime(0);
        var guest = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "components.wat"));
        using var lanner = new LannerComponents(guest);
        using var wasmtime = new WasmtimeComponents(lanner.Binary);
        var scenarios = new ComponentScenarios(lanner, wasmtime);
        return new Report(
            ReportNames.Components,
            "Components",
            [
                "A call of a function of a component with arguments that are there before: the medians of "
                + $"{Rounds} rounds of at least 20 ms, the contenders taking turns, after a quarter of a second to warm up. "
                + "From C# the calls go through the dynamic API of each package, and through the class that Lanner generates of a world, "
                + "beside which the package has only its dynamic API; "
                + "from component to component they are made by a loop in the guest. "
                + "\"C# copy\" moves the same data from one array to another, or makes an array or a string of it: "
                + "UTF-8 and UTF-16 where C# has a string, bytes where two guests have one. "
                + "The package has no handles of resources in C#.",
                $"Wasmtime: the NuGet package {WasmtimeRunner.PackageVersion}. Run: `lanner-bench components`"
                + (usesProcessorTime ? " `--processor-time`: times are those that the calling thread has run." : "."),
            ],
            [
                TableOf("From C#, the dynamic API", scenarios.Dynamic(), isQuick, clock),
                TableOf("From C#, a class of a world", scenarios.Typed(), isQuick, clock),
                TableOf("From component to component", scenarios.BetweenComponents(), isQuick, clock),
            ]);
    }

    private static ReportTable TableOf(string title, IEnumerable<ComponentScenario> scenarios, bool isQuick, Func<TimeSpan> clock)
    {
        var table = new ReportTable(
            title, "call", "Lanner, ns", "Lanner, bytes", "Wasmtime, ns", "Wasmtime, bytes", "Wasmtime ÷ Lanner", "C# copy, ns",
            "Lanner ÷ C# copy");
        foreach (var scenario in scenarios)
        {
            Action<int>?[] loops = [scenario.Lanner, scenario.Wasmtime, scenario.Copy];
            var figures = Measure(loops, isQuick, clock);
            table.Add(
                scenario.Name,
                Figures.Number(figures[0].Time),
                Bytes(figures[0].Bytes),
                Figures.Number(figures[1].Time),
                Bytes(figures[1].Bytes),
                Figures.Ratio(figures[1].Time / figures[0].Time),
                Figures.Number(figures[2].Time),
                Figures.Ratio(figures[0].Time / figures[2].Time));
        }

        return table;
    }

    private static string Bytes(double bytes) =>
        double.IsNaN(bytes) ? Figures.None : double.Round(bytes).ToString(CultureInfo.InvariantCulture);

    /// <summary>Measures loops by turns: nanoseconds and bytes allocated for a call; NaN where there is no loop.</summary>
    private static (double Time, double Bytes)[] Measure(Action<int>?[] loops, bool isQuick, Func<TimeSpan> clock)
    {
        var counts = Array.ConvertAll(loops, loop => loop is null ? 0 : Calibrate(loop, isQuick, clock));
        var times = Array.ConvertAll(loops, _ => new List<double>());
        for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
        {
            for (var index = 0; index < loops.Length; index++)
            {
                if (loops[index] is { } loop)
                {
                    times[index].Add(Time(loop, counts[index], clock));
                }
            }
        }

        return [.. loops.Select((loop, index) => (Figures.Median(times[index]), Allocated(loop, counts[index])))];
    }

    /// <summary>Warms a loop up, and finds how many calls take 20 ms.</summary>
    private static int Calibrate(Action<int> loop, bool isQuick, Func<TimeSpan> clock)
    {
        if (isQuick)
        {
            loop(1);
            return 1;
        }

        var start = Stopwatch.GetTimestamp();
        var count = 1;
        double last;
        do
        {
            last = Time(loop, count, clock);
            count = int.Clamp((int)(1e6 / double.Max(last, 0.1)), 1, 1_000_000);
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 250);
        return int.Max((int)(20e6 / double.Max(last, 0.1)), 1);
    }

    private static double Time(Action<int> loop, int count, Func<TimeSpan> clock)
    {
        var start = clock();
        loop(count);
        return (clock() - start).TotalNanoseconds / count;
    }

    private static double Allocated(Action<int>? loop, int count)
    {
        if (loop is null)
        {
            return double.NaN;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        loop(count);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count;
    }
}
