using System.Diagnostics;
using System.Globalization;

namespace Lanner.Cli.Tests;

/// <summary>A command that is running. To dispose of it ends it: a test that fails leaves no guest behind that computes for ever.</summary>
/// <param name="process">Its process.</param>
internal sealed class StartedCommand(Process process) : IDisposable
{
    internal StreamReader Output => process.StandardOutput;

    internal StreamReader Error => process.StandardError;

    internal bool HasExited => process.HasExited;

    internal int ExitCode => process.ExitCode;

    internal Task WaitForExitAsync(CancellationToken cancellation) => process.WaitForExitAsync(cancellation);

    /// <summary>Sends it a signal of Unix, such as <c>INT</c>.</summary>
    internal void Send(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id}")]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>True if who started the tests has an interruption from the keyboard ignored, as shells do for what they start in the
    /// background; what the tests start inherits that.</summary>
    internal static bool InterruptionIsIgnored()
    {
        const int Interruption = 2;
        const string Status = "/proc/self/status";
        var ignored = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))
            : null;
        return ignored is not null
            && (ulong.Parse(ignored.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                & (1 << (Interruption - 1))) != 0;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
