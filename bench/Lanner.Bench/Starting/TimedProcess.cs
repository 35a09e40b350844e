using System.Diagnostics;
using Lanner.Bench.Engines;

namespace Lanner.Bench.Starting;

/// <summary>A new process, timed from its start to the first byte that it prints, and to its end.</summary>
/// <param name="FirstAnswer">Milliseconds to the first byte.</param>
/// <param name="Total">Milliseconds to the end.</param>
internal readonly record struct TimedProcess(double FirstAnswer, double Total)
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables that it gets besides those of this process.</param>
    /// <param name="expected">The text that it has to print.</param>
    /// <exception cref="EngineFailedException">It fails, or prints something else.</exception>
    internal static TimedProcess Run(string[] command, IReadOnlyDictionary<string, string> environment, string expected)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = new MemoryStream();
        var first = process.StandardOutput.BaseStream.ReadByte();
        var answered = Stopwatch.GetElapsedTime(begun);
        if (first >= 0)
        {
            output.WriteByte((byte)first);
            process.StandardOutput.BaseStream.CopyTo(output);
        }

        process.WaitForExit();
        var ended = Stopwatch.GetElapsedTime(begun);
        var printed = System.Text.Encoding.UTF8.GetString(output.ToArray());
        return process.ExitCode == 0 && printed == expected
            ? new TimedProcess(answered.TotalMilliseconds, ended.TotalMilliseconds)
            : throw new EngineFailedException(
                $"{string.Join(' ', command)} ended with {process.ExitCode} and printed \"{printed}\": {error.Result}");
    }
}
