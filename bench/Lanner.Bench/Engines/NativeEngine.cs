using System.Diagnostics;
using Lanner.Bench.Programs;

namespace Lanner.Bench.Engines;

/// <summary>The native builds of the programs: clang -O3. A run is timed from the start of the process to its end, less what a process that
/// does nothing takes.</summary>
internal sealed class NativeEngine : BenchmarkEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private readonly Lazy<double> _emptyProcess = new(MeasureEmptyProcess);
    private string? _path;
    private string[] _arguments = [];

    internal override string Name => "native";

    internal override string Title => "native";

    internal override bool HasLoad => false;

    internal override string? FindVersion() =>
        Commands.FirstLine("clang-19", "--version") is { } version ? $"{version}, -O3" : "native builds, clang -O3";

    /// <summary>Only what bench/programs/build.sh has built.</summary>
    internal override bool CanRun(BenchmarkProgram program) => program.NativePath is not null;

    internal override double Load(BenchmarkProgram program, string[] arguments)
    {
        _path = program.NativePath;
        _arguments = arguments;
        return 0;
    }

    internal override (double Milliseconds, string Output) Run()
    {
        var empty = _emptyProcess.Value;
        var (milliseconds, output) = RunProcess(_path!, _arguments);
        return (double.Max(milliseconds - empty, 0.001), output);
    }

    public override void Dispose()
    {
        // Each run's process has ended.
    }

    /// <summary>Returns the output of a native build, or null when there is none.</summary>
    internal static string? FindOutput(BenchmarkProgram program, string[] arguments) =>
        program.NativePath is { } path ? RunProcess(path, arguments).Output : null;

    private static double MeasureEmptyProcess()
    {
        var times = new double[20];
        for (var run = 0; run < times.Length; run++)
        {
            times[run] = RunProcess("true", []).Milliseconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static (double Milliseconds, string Output) RunProcess(string path, string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Timeout))
        {
            process.Kill();
            throw new EngineFailedException($"did not end within {Timeout.TotalSeconds:F0} s");
        }

        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return process.ExitCode == 0 ? (milliseconds, output.Result) : throw new EngineFailedException($"exit code {process.ExitCode}");
    }
}
