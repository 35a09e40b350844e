using System.Diagnostics;
using System.Text;
using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary>Runs the command as a shell does: a process with arguments, streams and an exit code.</summary>
internal static class Command
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(3);

    /// <summary>The command, built with the same configuration as the tests.</summary>
    internal static string Assembly { get; } = Path.Combine(
        Repository.Root, "artifacts", "bin", "Lanner.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "lanner.dll");

    /// <summary>What runs it.</summary>
    internal static string Host => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    internal static CommandResult Run(params string[] arguments) => Run([], arguments);

    internal static CommandResult Run(ReadOnlySpan<byte> input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Host)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in (string[])[Assembly, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input.
        }

        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill();
            throw new TimeoutException($"lanner {string.Join(' ', arguments)} still runs after {TimeLimit}.");
        }

        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }
}

/// <summary>What came of it.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>What it printed, line by line.</summary>
    internal string[] Lines => Output.TrimEnd('\n').Split('\n');

    /// <summary>Checks the exit code, and shows what was printed when it is another one.</summary>
    internal CommandResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}\n{Output}\n{Error}");

        // Whatever a guest or a user does wrong, nobody wants to see a stack trace of C#.
        Assert.DoesNotContain("   at Lanner.", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Checks that the command failed with a reason in one line.</summary>
    internal void ExpectFailure(int exitCode, string reason)
    {
        Expect(exitCode);
        Assert.Equal("", Output);
        Assert.Contains(reason, Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("lanner: ", Error, StringComparison.Ordinal);
    }
}
