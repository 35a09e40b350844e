using System.Diagnostics;

namespace NativeLibrarySample;

/// <summary>This program again, in a process that decodes a file natively and may be lost.</summary>
internal static class NativeProcess
{
    internal const string Argument = "--native";

    /// <summary>Runs the process.</summary>
    /// <returns>Its output, line by line, and its end.</returns>
    internal static string[] Run(string file)
    {
        // By a shell, for the sake of `ulimit`: dumps of memory would be left behind wherever the system keeps them.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "ulimit -c 0; exec \"$0\" \"$@\"", .. ThisProgram, Argument, file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries), process.ExitCode switch
        {
            0 => "the process ended as it should",
            128 + 6 => "the process was ended by SIGABRT, exit code 134",
            128 + 11 => "the process was ended by SIGSEGV, exit code 139",
            var code => $"the process ended with exit code {code}",
        }];
    }

    private static IEnumerable<string> ThisProgram =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "native-library.dll")]
            : [Environment.ProcessPath!];
}
