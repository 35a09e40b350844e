using System.CommandLine;
using System.Globalization;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Loading;

/// <summary><c>lanner-bench background</c>: what compiling in the background gains, from the load of a program until it runs as fast as it
/// gets.</summary>
internal static class BackgroundCommand
{
    private const int Rounds = 3;
    private const int Runs = 24;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var command = new Command(
            ReportNames.Background,
            "Measures how long a program takes until it runs at its full speed, with compilation in the background and without.")
        {
            quick, write,
        };
        command.SetAction(result => CommonOptions.Publish(Measure(result.GetValue(quick)), result.GetValue(write)));
        return command;
    }

    /// <summary>The process that does the measuring.</summary>
    internal static Command CreateProbe()
    {
        var engine = new Argument<string>("ENGINE");
        var path = new Argument<string>("FILE");
        var runs = new Argument<int>("RUNS");
        var command = new Command("steady-probe", "Loads one program and runs it again and again, for the command background.")
        {
            engine, path, runs,
        };
        command.Hidden = true;
        command.SetAction(result => SteadyProbe.Run(result.GetRequiredValue(engine), result.GetRequiredValue(path), result.GetValue(runs)));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        var root = Repository.FindRoot();
        var assembly = isQuick
            ? typeof(BackgroundCommand).Assembly.Location
            : PublishedBenchmark.TryPublish(root) ?? typeof(BackgroundCommand).Assembly.Location;
        (string Title, string Engine)[] contenders = [("lazy", BenchmarkEngines.Guarded), ("background", BenchmarkEngines.Background),
            ("Wasmtime", BenchmarkEngines.Wasmtime)];
        var table = new ReportTable(
            "From nothing to the steady run, ms", "program", "compilation", "load", "first run", "until steady", "steady run",
            "until steady ÷ lazy");
        foreach (var (name, path) in Programs(root, isQuick))
        {
            var rounds = contenders.Select(_ => new List<double[]>()).ToArray();
            for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
            {
                foreach (var (index, contender) in contenders.Index())
                {
                    rounds[index].Add(Probe(assembly, contender.Engine, path, isQuick ? 6 : Runs));
                }
            }

            var lazy = UntilSteady(rounds[0]);
            foreach (var (index, contender) in contenders.Index())
            {
                var until = UntilSteady(rounds[index]);
                table.Add(
                    [
                        name,
                        contender.Title,
                        Figures.Number(Figures.Median(rounds[index].Select(figures => figures[0]))),
                        Figures.Number(Figures.Median(rounds[index].Select(figures => figures[1]))),
                        Figures.Number(until),
                        Figures.Number(Figures.Median(rounds[index].Select(figures => SteadyState.RunTime(figures[1..])))),
                        Figures.Ratio(until / lazy),
                    ]);
            }
        }

        return new Report(
            ReportNames.Background,
            "Compilation in the background",
            [
                $"A program is loaded and run {Runs} times in one process that has done nothing before, each time as a new instance with "
                + $"the smallest scale; medians of {Rounds} processes, the contenders taking turns. "
                + "**Lazy** compiles each function when it is first called; **background** (`CompilationMode.Background`, "
                + "one thread) also compiles the others meanwhile, in the order in which the program comes to them. "
                + "**Until steady** is the time from the beginning of the load to that of the first run that takes at most 1.5 times as "
                + "long as the last third of them, as do the next two.",
                "Lanner is compiled ahead of time, as in the section on loading. Wasmtime compiles everything while it loads, "
                + "on all processors. Run: `lanner-bench background`.",
            ],
            [table]);
    }

    private static double UntilSteady(List<double[]> rounds) =>
        Figures.Median(rounds.Select(figures => figures[0] + SteadyState.TimeBefore(figures[1..])));

    private static IEnumerable<(string Name, string Path)> Programs(string root, bool isQuick)
    {
        if (isQuick)
        {
            yield return ("crc32", Path.Combine(root, "bench", "programs", "crc32.wasm"));
            yield break;
        }

        foreach (var name in (string[])["sqlite", "quickjs"])
        {
            var path = Path.Combine(root, "artifacts", "guests", $"{name}.wasm");
            if (File.Exists(path))
            {
                yield return (name, path);
            }
            else
            {
                Console.Error.WriteLine($"Not built: {name}. See bench/programs/README.md.");
            }
        }
    }

    private static double[] Probe(string assembly, string engine, string path, int runs)
    {
        var (exitCode, output) = Commands.Run(
            "dotnet", assembly, "steady-probe", engine, path, runs.ToString(CultureInfo.InvariantCulture));
        return exitCode == 0
            ? Array.ConvertAll(output.Split(' '), figure => double.Parse(figure, CultureInfo.InvariantCulture))
            : throw new EngineFailedException($"{engine} failed on {path} with code {exitCode}: {output}");
    }
}
