using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Programs;

/// <summary><c>lanner-bench programs</c>: the same programs under several engines.</summary>
internal static class ProgramsCommand
{
    /// <summary>The part of the programs' work.</summary>
    internal const double UsualScale = 0.2;

    /// <summary>The number of runs that count. Many short ones: virtual machines have seconds in which everything takes up to twice as
    /// long, under any engine, and of five runs three may fall into one.</summary>
    internal const int UsualRuns = 9;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "A few programs, a little work each, to see that everything runs." };
        var only = new Option<string[]>("--only")
        {
            Description = "The programs, by name.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
        };
        var engines = new Option<string[]>("--engines")
        {
            Description = $"The engines: {string.Join(", ", BenchmarkEngines.All)}.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
        };
        var scale = new Option<double?>("--scale")
        {
            Description = $"The part of the programs' work that is done; by default {UsualScale.ToString(CultureInfo.InvariantCulture)}.",
            HelpName = "FRACTION",
        };
        var runs = new Option<int?>("--runs")
        {
            Description = $"How many runs count, after one to warm up; by default {UsualRuns}.",
            HelpName = "N",
        };
        var beside = Beside();
        var processorTime = new Option<bool>("--processor-time")
        {
            Description = "Measures runs by the processor time that they use, for machines that do other things too.",
        };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Programs, "Runs the same programs under Lanner, Wasmtime, V8 and natively.")
        {
            quick, only, engines, scale, runs, beside, processorTime, write,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(scale) is <= 0)
            {
                result.AddError("--scale must be greater than 0.");
            }

            if (result.GetValue(runs) is < 1)
            {
                result.AddError("--runs must be at least 1.");
            }
        });
        command.SetAction(result =>
        {
            var isQuick = result.GetValue(quick);
            var amount = new Amount(result.GetValue(scale) ?? UsualScale, isQuick && result.GetValue(scale) is null);
            var report = Measure(
                result.GetValue(only) ?? [],
                new EngineSelection(result.GetValue(engines) ?? [], result.GetValue(beside), result.GetValue(processorTime)),
                isQuick, amount, result.GetValue(runs) ?? UsualRuns, out var hasFailed);
            CommonOptions.Publish(report, result.GetValue(write));
            return hasFailed ? 1 : 0;
        });
        return command;
    }

    internal static Option<string?> Beside() => new("--beside")
    {
        Description = "Another build's lanner-bench.dll, or its folder: its Lanner runs the programs too.",
        HelpName = "PATH",
    };

    /// <summary>Compares engines.</summary>
    /// <param name="programNames">The programs; empty for all, or for a few when quick.</param>
    /// <param name="selection">The engines.</param>
    /// <param name="isQuick">True if a few programs are enough.</param>
    /// <param name="amount">The amount of its work that each program does.</param>
    /// <param name="runs">The number of runs that count.</param>
    /// <param name="hasFailed">True if an engine failed on a program.</param>
    internal static Report Measure(
        string[] programNames, EngineSelection selection, bool isQuick, Amount amount, int runs, out bool hasFailed)
    {
        var programs = ProgramCatalog.Select(Repository.FindRoot(), programNames, isQuick, Console.Error);
        var engines = selection.Create();
        try
        {
            var versions = engines.ConvertAll(engine => engine.FindVersion());
            foreach (var (index, engine) in engines.Index().Where(engine => versions[engine.Index] is null))
            {
                Console.Error.WriteLine($"{engine.Name} is not here; its column is left out.");
            }

            foreach (var engine in engines.Where((engine, index) => versions[index] is not null && !programs.Exists(engine.CanRun)))
            {
                Console.Error.WriteLine($"{engine.Name} has none of the programs; its column is left out. {ProgramCatalog.BuildHint}");
            }

            BenchmarkEngine[] usable = [.. engines.Where((engine, index) => versions[index] is not null && programs.Exists(engine.CanRun))];
            var clock = Stopwatch.StartNew();
            var comparison = new Comparison(usable, amount, runs, Console.Error);
            var results = new List<(BenchmarkProgram, Measurement[])>();
            foreach (var program in programs)
            {
                Console.Error.WriteLine($"[{results.Count + 1}/{programs.Count}] {program.Name}");
                results.Add((program, comparison.Measure(program)));
            }

            var report = new ComparisonReport(usable, results);
            var failures = report.Failures();
            hasFailed = failures is not null;
            return new Report(
                ReportNames.Programs,
                "Programs",
                [
                    "The same `.wasm` under every engine, and the same C compiled natively. Programs: "
                    + "[bench/programs](../bench/programs/README.md).",
                    "**Load** makes a module from its bytes: decode and validate for Lanner, compile for Wasmtime; the median of three. "
                    + "**First** is how much longer the first run of a loaded module takes than a steady one: "
                    + "what a lazy engine compiles then. A **steady run** makes a fresh instance of the compiled module and "
                    + "runs its `_start` to the end; "
                    + $"the median of {runs} runs after one that warms up, the engines taking turns. "
                    + (selection.CountsProcessorTime ? "The time of a run is the processor time that it used. " : "")
                    + "Natively, the time from start to end of a process less that of a process that does nothing. "
                    + "Engines run in processes of their own that report their times, which "
                    + "leaves out their start. What each run prints is compared with what it must print: what is on record, "
                    + "or what the native build or else the first engine prints. "
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"Work: {(amount.IsQuick ? "quick" : $"{amount.Fraction} of the programs' default scale")}; "
                        + $"the whole took {clock.Elapsed.TotalMinutes:F1} minutes."),
                    $"Engines: {string.Join("; ", usable.Select(engine => $"{engine.Title}: {versions[engines.IndexOf(engine)]}"))}.",
                ],
                [report.Steady(), report.Start(), .. failures is null ? Array.Empty<ReportTable>() : [failures]]);
        }
        finally
        {
            foreach (var engine in engines)
            {
                engine.Dispose();
            }
        }
    }
}
