using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Loading;

/// <summary><c>lanner-bench load</c>: how long it takes until a module can be called, and until it has answered.</summary>
internal static class LoadCommand
{
    private const int Rounds = 5;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Load, "Measures loading and the first call of large modules.") { quick, write };
        command.SetAction(result => CommonOptions.Publish(Measure(result.GetValue(quick)), result.GetValue(write)));
        return command;
    }

    /// <summary>The process that does the measuring.</summary>
    internal static Command CreateProbe()
    {
        var engine = new Argument<string>("ENGINE");
        var path = new Argument<string>("FILE");
        var arguments = new Argument<string[]>("args") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("load-probe", "Loads and runs one module, for the command load.") { engine, path, arguments };
        command.Hidden = true;
        command.SetAction(result => LoadProbe.Run(result.GetRequiredValue(engine), result.GetRequiredValue(path), result.GetValue(arguments) ?? []));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        string[] engines = [BenchmarkEngines.Guarded, BenchmarkEngines.Wasmtime];
        var table = new ReportTable("Load and first call, ms", "module", "engine", "cold load", "cold first call", "warm load", "warm first call", "cold load and call ÷ Wasmtime's cold load");
        foreach (var (name, path, arguments) in Modules(isQuick))
        {
            var figures = engines.ToDictionary(engine => engine, engine => new List<double[]>());
            for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
            {
                foreach (var engine in engines)
                {
                    figures[engine].Add(Probe(engine, path, arguments));
                }
            }

            var compile = Figures.Median(figures[BenchmarkEngines.Wasmtime].Select(figure => figure[0]));
            foreach (var engine in engines)
            {
                var medians = Enumerable.Range(0, 4).Select(index => Figures.Median(figures[engine].Select(figure => figure[index]))).ToArray();
                table.Add([name, engine, .. medians.Select(Figures.Number), Figures.Ratio((medians[0] + medians[1]) / compile)]);
            }
        }

        return new Report(
            ReportNames.Load,
            "Load and first call",
            [
                "Each figure is the median of "
                + $"{Rounds} processes, the engines taking turns. **Cold**: the process has done nothing before, so that the engine's own start is in the load. **Warm**: the fourth time in the same process, "
                + "each time a new module from the same bytes. **Load** is decoding and validating for Lanner, compiling for Wasmtime. The **first call** instantiates the module and runs its program with the given arguments, "
                + "for Lanner with the compilation of every function that it calls.",
                "Run: `lanner-bench load`.",
            ],
            [table]);
    }

    private static IEnumerable<(string Name, string Path, string[] Arguments)> Modules(bool isQuick)
    {
        var root = Repository.FindRoot();
        if (isQuick)
        {
            yield return ("nbody quick", Path.Combine(root, "bench", "programs", "nbody.wasm"), ["nbody", "quick"]);
            yield break;
        }

        foreach (var name in (string[])["sqlite", "quickjs"])
        {
            var path = Path.Combine(root, "artifacts", "guests", $"{name}.wasm");
            if (File.Exists(path))
            {
                yield return ($"{name} 1", path, [name, "1"]);
            }
            else
            {
                Console.Error.WriteLine($"Not built: {name}. See bench/programs/README.md.");
            }
        }
    }

    private static double[] Probe(string engine, string path, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LoadCommand).Assembly.Location, "load-probe", engine, path, .. arguments]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Array.ConvertAll(output.Split(' '), figure => double.Parse(figure, CultureInfo.InvariantCulture))
            : throw new EngineFailedException($"{engine} failed on {path} with code {process.ExitCode}");
    }
}
