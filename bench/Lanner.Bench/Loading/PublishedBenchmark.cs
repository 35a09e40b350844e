using System.Runtime.InteropServices;

namespace Lanner.Bench.Loading;

/// <summary>This program as published for one platform, with Lanner's own code compiled ahead of time (ReadyToRun), as a tool that is
/// shipped is.</summary>
internal static class PublishedBenchmark
{
    /// <summary>Publishes the program.</summary>
    /// <returns>The path of its assembly, or null when that failed.</returns>
    internal static string? TryPublish(string root)
    {
        var output = Path.Combine(root, "artifacts", "bench-ready-to-run");
        var log = Commands.Run(
            "dotnet", "publish", Path.Combine(root, "bench", "Lanner.Bench"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
            "--self-contained", "false",
            "-p:PublishReadyToRun=true", "-o", output, "-nologo", "-v", "quiet");
        var assembly = Path.Combine(output, Path.GetFileName(typeof(PublishedBenchmark).Assembly.Location));
        if (log.ExitCode == 0 && File.Exists(assembly))
        {
            return assembly;
        }

        Console.Error.WriteLine($"Publishing failed, so that Lanner compiled ahead of time is left out:\n{log.Output}");
        return null;
    }
}
