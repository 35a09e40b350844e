using System.Diagnostics;
using System.Text.Json;
using Lanner.Bench.Programs;

namespace Lanner.Bench.Engines;

/// <summary>An engine in a process of its own, which stays for all programs and is started again when it dies.</summary>
internal sealed class WorkerEngine(string name, string title, string file, params string[] processArguments) : BenchmarkEngine
{
    /// <summary>No program runs for a tenth of this in any engine.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private Process? _process;

    /// <summary>True if a run takes as long as the processor time that the process uses for it, which other processes of a busy machine
    /// change less than the time that passes. Collections and compilation on other threads count too.</summary>
    internal bool CountsProcessorTime { get; init; }

    internal override string Name => name;

    internal override string Title => title;

    internal override string? FindVersion()
    {
        try
        {
            return Ask(new WorkerRequest("describe")).Version;
        }
        catch (EngineFailedException)
        {
            return null;
        }
    }

    internal override double Load(BenchmarkProgram program, string[] arguments) =>
        Ask(new WorkerRequest("load", program.ModulePath, [program.Name, .. arguments])).Milliseconds;

    internal override (double Milliseconds, string Output) Run()
    {
        var before = CountsProcessorTime && _process is { } process ? ProcessorClock.Read(process) : TimeSpan.Zero;
        var answer = Ask(new WorkerRequest("run"));
        var milliseconds = CountsProcessorTime ? (ProcessorClock.Read(_process!) - before).TotalMilliseconds : answer.Milliseconds;
        return (milliseconds, answer.Output ?? "");
    }

    private WorkerAnswer Ask(WorkerRequest request)
    {
        var process = _process ??= Start();
        string? line;
        try
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(request, WorkerProtocol.Default.WorkerRequest));
            process.StandardInput.Flush();
            var answer = process.StandardOutput.ReadLineAsync();
            if (!answer.Wait(Timeout))
            {
                Stop();
                throw new EngineFailedException($"no answer within {Timeout.TotalSeconds:F0} s");
            }

            line = answer.Result;
        }
        catch (IOException)
        {
            line = null;
        }

        if (line is null)
        {
            process.WaitForExit(1000);
            var exitCode = process.HasExited ? process.ExitCode : -1;
            Stop();
            throw new EngineFailedException($"the process ended with code {exitCode}");
        }

        var result = JsonSerializer.Deserialize(line, WorkerProtocol.Default.WorkerAnswer)!;
        return result.Error is null ? result : throw new EngineFailedException(result.Error);
    }

    private Process Start()
    {
        var information = new ProcessStartInfo(file, processArguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            return Process.Start(information)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new EngineFailedException($"{file} cannot be started: {exception.Message}");
        }
    }

    private void Stop()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            process.Dispose();
        }
    }

    /// <summary>Ends the worker, which ends by itself when its input does; only one that does not is killed.</summary>
    public override void Dispose()
    {
        if (_process is { } process)
        {
            process.StandardInput.Close();
            if (process.WaitForExit(2000))
            {
                _process = null;
                process.Dispose();
            }
            else
            {
                Stop();
            }
        }
    }
}
