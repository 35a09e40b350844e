using System.Diagnostics;

namespace Lanner.Bench;

/// <summary>Small commands of the system, asked for what they say.</summary>
internal static class Commands
{
    /// <summary>The first line that a command prints, or null when it is not there or fails.</summary>
    internal static string? FirstLine(string file, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Split('\n')[0].Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
