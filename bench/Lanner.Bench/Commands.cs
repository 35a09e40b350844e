using System.Diagnostics;

namespace Lanner.Bench;

/// <summary>Small commands of the system, asked for what they say.</summary>
internal static class Commands
{
    /// <summary>The first line that a command prints, or null when it is not there or fails.</summary>
    internal static string? FirstLine(string file, params string[] arguments)
    {
        var (exitCode, output) = Run(file, arguments);
        return exitCode == 0 ? output.Split('\n')[0].Trim() : null;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Its exit code, 127 when it is not there, and what it printed.</returns>
    internal static (int ExitCode, string Output) Run(string file, params string[] arguments)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.Result);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (127, exception.Message);
        }
    }
}
