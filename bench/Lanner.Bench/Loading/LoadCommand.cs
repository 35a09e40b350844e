using System.CommandLine;
using System.Globalization;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Loading;

/// <summary><c>lanner-bench load</c>: how long it takes until a module can be called, and until it has answered.</summary>
internal static class LoadCommand
{
    private const int Rounds = 3;

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
        var function = new Argument<string?>("FUNCTION") { Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("load-probe", "Loads and calls one module, for the command load.") { engine, path, function };
        command.Hidden = true;
        command.SetAction(
            result => LoadProbe.Run(result.GetRequiredValue(engine), result.GetRequiredValue(path), result.GetValue(function)));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        var root = Repository.FindRoot();
        var assembly = typeof(LoadCommand).Assembly.Location;
        var contenders = new List<(string Title, string Assembly, string Engine)>
        {
            ("Wasmtime", assembly, BenchmarkEngines.Wasmtime),
            ("Lanner", assembly, BenchmarkEngines.Guarded),
        };
        if (!isQuick && PublishedBenchmark.TryPublish(root) is { } published)
        {
            contenders.Add(("Lanner, ReadyToRun", published, BenchmarkEngines.Guarded));
            contenders.Add(("Lanner, ReadyToRun, background", published, BenchmarkEngines.Background));
        }

        var table = new ReportTable(
            "Load and first call, ms", "module and call", "engine", "cold load", "cold call", "warm load", "warm call",
            "cold load + call ÷ Wasmtime's cold load");
        foreach (var (title, path, function) in Calls(root, isQuick))
        {
            var figures = contenders.ConvertAll(_ => new List<double[]>());
            for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
            {
                foreach (var (index, contender) in contenders.Index())
                {
                    figures[index].Add(Probe(contender.Assembly, contender.Engine, path, function));
                }
            }

            var compile = Figures.Median(figures[0].Select(figure => figure[0]));
            foreach (var (index, contender) in contenders.Index())
            {
                var medians = Enumerable.Range(0, 4)
                    .Select(part => Figures.Median(figures[index].Select(figure => figure[part]))).ToArray();
                table.Add([title, contender.Title, .. medians.Select(Figures.Number), Figures.Ratio((medians[0] + medians[1]) / compile)]);
            }
        }

        return new Report(
            ReportNames.Load,
            "Load and first call",
            [
                $"Each figure is the median of {Rounds} processes, the engines taking turns. **Cold**: "
                + "the process has done nothing before, so that the engine's own start is in the load. "
                + "**Warm**: the third time in the same process, each time a new module from the same bytes. "
                + "**Load** is decoding and validating for Lanner, compiling for Wasmtime. The **call** instantiates the module "
                + "and calls the function, for Lanner with the compilation of all that it calls; "
                + "\"whole program\" is `_start` with the program's smallest scale.",
                "**ReadyToRun**: Lanner's own code is compiled ahead of time, as `dotnet publish -p:PublishReadyToRun=true` does; "
                + "without, the JIT compiles Lanner before Lanner compiles the guest. "
                + "**Background**: `CompilationMode.Background`, one thread. Run: `lanner-bench load`.",
            ],
            [table]);
    }

    private static IEnumerable<(string Title, string Path, string? Function)> Calls(string root, bool isQuick)
    {
        if (isQuick)
        {
            yield return ("crc32: whole program", Path.Combine(root, "bench", "programs", "crc32.wasm"), null);
            yield break;
        }

        foreach (var (name, function) in ((string, string)[])[("sqlite", "sqlite3_initialize"), ("quickjs", "JS_NewRuntime")])
        {
            var path = Path.Combine(root, "artifacts", "guests", $"{name}.wasm");
            if (File.Exists(path))
            {
                yield return ($"{name}: {function}", path, function);
                yield return ($"{name}: whole program", path, null);
            }
            else
            {
                Console.Error.WriteLine($"Not built: {name}. See bench/programs/README.md.");
            }
        }
    }

    private static double[] Probe(string assembly, string engine, string path, string? function)
    {
        string[] arguments = [assembly, "load-probe", engine, path, .. function is null ? Array.Empty<string>() : [function]];
        var (exitCode, output) = Commands.Run("dotnet", arguments);
        return exitCode == 0
            ? Array.ConvertAll(output.Split(' '), figure => double.Parse(figure, CultureInfo.InvariantCulture))
            : throw new EngineFailedException($"{engine} failed on {path} with code {exitCode}: {output}");
    }
}
