using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Programs;

/// <summary>The tables of a comparison.</summary>
internal sealed class ComparisonReport(
    IReadOnlyList<BenchmarkEngine> engines, List<(BenchmarkProgram Program, Measurement[] Measurements)> results)
{
    private readonly int _native = IndexOf(engines, BenchmarkEngines.Native);
    private readonly int _wasmtime = IndexOf(engines, BenchmarkEngines.Wasmtime);
    private readonly int _guarded = IndexOf(engines, BenchmarkEngines.Guarded);

    /// <summary>The steady run: the time of each engine, and each engine's ratio to the native build, to Wasmtime and to Lanner's default
    /// mode.</summary>
    internal ReportTable Steady()
    {
        var ratios = Ratios();
        var table = new ReportTable(
            "Steady run, ms",
            ["program", .. engines.Select(engine => engine.Title),
                .. ratios.Select(ratio => $"{engines[ratio.Of].Title} ÷ {engines[ratio.To].Title}")]);
        foreach (var (program, measurements) in results)
        {
            table.Add(
            [
                program.Name,
                .. measurements.Select(measurement => measurement.Failure is null ? Figures.Number(measurement.Steady) : "failed"),
                .. ratios.Select(ratio => Figures.Ratio(Quotient(measurements, ratio))),
            ]);
        }

        foreach (var (title, chosen) in Groups())
        {
            table.Add(
            [
                title,
                .. engines.Select(
                    (_, index) => Figures.Number(Figures.GeometricMean(chosen.Select(measurements => measurements[index].Steady)))),
                .. ratios.Select(
                    ratio => Figures.Ratio(Figures.GeometricMean(chosen.Select(measurements => Quotient(measurements, ratio))))),
            ]);
        }

        return table;
    }

    /// <summary>Returns the table of what comes before the steady run: loading, and how much longer the first run takes.</summary>
    internal ReportTable Start()
    {
        var loading = engines.Index().Where(engine => engine.Item.HasLoad).ToArray();
        var table = new ReportTable(
            "Load, and what the first call takes longer than a steady run, ms",
            ["program", .. loading.Select(engine => $"{engine.Item.Title} load"),
                .. loading.Select(engine => $"{engine.Item.Title} first")]);
        foreach (var (program, measurements) in results)
        {
            table.Add(
            [
                program.Name,
                .. loading.Select(engine => Figures.Number(measurements[engine.Index].Load)),
                .. loading.Select(
                    engine => Figures.Number(double.Max(0, measurements[engine.Index].First - measurements[engine.Index].Steady))),
            ]);
        }

        table.Add(
        [
            "sum",
            .. loading.Select(engine => Figures.Number(results.Sum(result => OrZero(result.Measurements[engine.Index].Load)))),
            .. loading.Select(
                engine =>
                    Figures.Number(
                        results.Sum(result =>
                            OrZero(double.Max(0, result.Measurements[engine.Index].First - result.Measurements[engine.Index].Steady))))),
        ]);
        return table;
    }

    /// <summary>Returns the table of the engines that failed, with the program and the reason, or null when none did.</summary>
    internal ReportTable? Failures()
    {
        var table = new ReportTable("Failures", "program", "engine", "reason");
        foreach (var (program, measurements) in results)
        {
            foreach (var (index, measurement) in measurements.Index().Where(item => item.Item.Failure is not null))
            {
                table.Add(program.Name, engines[index].Name, measurement.Failure!.ReplaceLineEndings(" "));
            }
        }

        return table.Rows.Count == 0 ? null : table;
    }

    private (int Of, int To)[] Ratios()
    {
        var ratios = new List<(int Of, int To)>();
        for (var index = 0; index < engines.Count; index++)
        {
            if (_native >= 0 && index != _native)
            {
                ratios.Add((index, _native));
            }
        }

        if (_guarded >= 0 && _wasmtime >= 0)
        {
            ratios.Add((_guarded, _wasmtime));
        }

        // How much the other modes of Lanner cost, or ahead-of-time compilation gains, and what has changed since another build.
        for (var index = 0; index < engines.Count; index++)
        {
            var name = engines[index].Name;
            if (name.EndsWith(BenchmarkEngines.OtherBuild, StringComparison.Ordinal))
            {
                ratios.Add((IndexOf(engines, name[..^BenchmarkEngines.OtherBuild.Length]), index));
            }
            else if (_guarded >= 0 && index != _guarded && name.StartsWith(BenchmarkEngines.Guarded, StringComparison.Ordinal))
            {
                ratios.Add((index, _guarded));
            }
        }

        return [.. ratios];
    }

    private IEnumerable<(string Title, List<Measurement[]> Chosen)> Groups()
    {
        yield return ("geomean", results.ConvertAll(result => result.Measurements));
        var scalar = results.FindAll(result => result.Program.Category != "simd");
        if (scalar.Count > 0 && scalar.Count < results.Count)
        {
            yield return ("geomean without simd", scalar.ConvertAll(result => result.Measurements));
        }
    }

    private static double Quotient(Measurement[] measurements, (int Of, int To) ratio) =>
        measurements[ratio.Of].Steady / measurements[ratio.To].Steady;

    private static double OrZero(double value) => double.IsNaN(value) ? 0 : value;

    private static int IndexOf(IReadOnlyList<BenchmarkEngine> engines, string name) =>
        engines.Select(engine => engine.Name).ToList().IndexOf(name);
}
