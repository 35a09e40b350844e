using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.InputOutput;

/// <summary><c>lanner-bench wasi</c>: what reading and writing costs through WASI, beside the native program and Wasmtime's package. Each
/// run is a process of its own, whose standard output is a pipe that is read to its end; the program itself takes the time.</summary>
internal static class WasiCommand
{
    private const string Native = "native";
    private const int Rounds = 5;
    private const int FileBytes = 64 << 20;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Wasi, "Measures reading and writing through WASI.") { quick, write };
        command.SetAction(result => CommonOptions.Publish(Measure(result.GetValue(quick)), result.GetValue(write)));
        return command;
    }

    /// <summary>The process that runs the program in an engine.</summary>
    internal static Command CreateProbe()
    {
        var engine = new Argument<string>("ENGINE");
        var folder = new Argument<string>("FOLDER");
        var arguments = new Argument<string[]>("args") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("wasi-probe", "Runs the program, for the command wasi.") { engine, folder, arguments };
        command.Hidden = true;
        command.SetAction(
            result => WasiProbe.Run(result.GetRequiredValue(engine), result.GetRequiredValue(folder), result.GetValue(arguments) ?? []));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        var folder = Directory.CreateTempSubdirectory("lanner-bench-wasi-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "in"), new byte[isQuick ? 1 << 20 : FileBytes]);
            var table = new ReportTable(
                "Reading and writing, ms", "task", Native, "Lanner", "Wasmtime", "Lanner ÷ native", "Lanner ÷ Wasmtime");
            Add(table, "1 GiB from file to file, 64 KiB at a time", folder, isQuick, "copy", "in", "out", isQuick ? "1" : "16");
            Add(table, "a million writes of 16 bytes to a pipe", folder, isQuick, "small", isQuick ? "1000" : "1000000");
            Add(table, "a million writes of 16 bytes to a file", folder, isQuick, "small", isQuick ? "1000" : "1000000", "small");
            return new Report(
                ReportNames.Wasi,
                "Reading and writing through WASI",
                [
                    $"Each figure is the median of {Rounds} processes, the engines taking turns, and is taken by the program "
                    + "(`bench/Lanner.Bench/InputOutput/io.c`) itself. The files are in the system's cache. "
                    + "Lanner gathers small writes to a pipe, which the native program, calling write(2), and Wasmtime do not.",
                    $"Wasmtime: the NuGet package {WasmtimeRunner.PackageVersion}. Run: `lanner-bench wasi`.",
                ],
                [table]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Add(ReportTable table, string task, string folder, bool isQuick, params string[] arguments)
    {
        string[] engines = [Native, BenchmarkEngines.Guarded, BenchmarkEngines.Wasmtime];
        var native = Path.Combine(Repository.FindRoot(), "artifacts", "guests", "native", "wasi-io");
        var figures = engines.ToDictionary(engine => engine, _ => new List<double>());
        for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
        {
            foreach (var engine in engines)
            {
                if (engine != Native)
                {
                    figures[engine]
                        .Add(Time("dotnet", [typeof(WasiCommand).Assembly.Location, "wasi-probe", engine, folder, .. arguments], folder));
                }
                else if (File.Exists(native))
                {
                    figures[engine].Add(Time(native, arguments, folder));
                }
            }
        }

        var medians = engines.Select(engine => Figures.Median(figures[engine])).ToArray();
        table.Add(
            [task, .. medians.Select(Figures.Number), Figures.Ratio(medians[1] / medians[0]), Figures.Ratio(medians[1] / medians[2])]);
    }

    private static double Time(string program, string[] arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        var drain = Task.Run(() => process.StandardOutput.BaseStream.CopyTo(Stream.Null));
        var errors = process.StandardError.ReadToEnd();
        drain.Wait();
        process.WaitForExit();
        return process.ExitCode == 0 && double.TryParse(errors.Trim(), CultureInfo.InvariantCulture, out var milliseconds)
            ? milliseconds
            : throw new EngineFailedException($"{program} {string.Join(' ', arguments)} failed with code {process.ExitCode}: {errors}");
    }
}
