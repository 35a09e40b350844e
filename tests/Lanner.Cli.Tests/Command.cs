using System.Diagnostics;
using System.Text;
using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary>Runs the command as a shell does: a process with arguments, streams and an exit code.</summary>
internal static class Command
{
    /// <summary>The command, built with the same configuration as the tests.</summary>
    internal static string Assembly { get; } = Path.Combine(
        Repository.Root, "artifacts", "bin", "Lanner.Cli",
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "lanner.dll");

    /// <summary>The program that runs it.</summary>
    internal static string Host =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    internal static CommandResult Run(params string[] arguments) => Run([], arguments);

    internal static CommandResult Run(ReadOnlySpan<byte> input, params string[] arguments) =>
        Run(Start(Repository.Root, [Host, Assembly, .. arguments]), input);

    /// <summary>Runs it in a folder.</summary>
    internal static CommandResult RunIn(string folder, params string[] arguments) => Run(Start(folder, [Host, Assembly, .. arguments]), []);

    /// <summary>Runs a copy of it.</summary>
    internal static CommandResult RunCopy(string assembly, params string[] arguments) =>
        Run(Start(Repository.Root, [Host, assembly, .. arguments]), []);

    /// <summary>Runs it with variables of the environment.</summary>
    internal static CommandResult RunWith(Dictionary<string, string> environment, params string[] arguments) =>
        Run(StartWith(environment, arguments), []);

    /// <summary>Starts it, with nothing to read.</summary>
    internal static StartedCommand Begin(params string[] arguments) => BeginWith([], arguments);

    /// <summary>Starts it with variables of the environment, and nothing to read.</summary>
    internal static StartedCommand BeginWith(Dictionary<string, string> environment, params string[] arguments)
    {
        var process = Process.Start(StartWith(environment, arguments))!;
        process.StandardInput.Close();
        return new StartedCommand(process);
    }

    /// <summary>Runs it in a terminal of its own, and returns what a person would see.</summary>
    internal static string RunInTerminal(params string[] arguments)
    {
        var line = string.Join(' ', [Host, Assembly, .. arguments]);
        return Run(Start(Repository.Root, ["/usr/bin/script", "--quiet", "--return", "--command", line, "/dev/null"]), []).Output.Replace(
            "\r", "", StringComparison.Ordinal);
    }

    private static ProcessStartInfo StartWith(Dictionary<string, string> environment, string[] arguments)
    {
        var start = Start(Repository.Root, [Host, Assembly, .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static ProcessStartInfo Start(string folder, string[] commandLine)
    {
        var start = new ProcessStartInfo(commandLine[0])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in commandLine[1..])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static CommandResult Run(ProcessStartInfo start, ReadOnlySpan<byte> input)
    {
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

        if (!process.WaitForExit(Patience.Limit))
        {
            process.Kill();
            throw new TimeoutException($"{string.Join(' ', start.ArgumentList)} still runs after {Patience.Limit}.");
        }

        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }
}

/// <summary>The result of a command.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Its output, line by line.</summary>
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
