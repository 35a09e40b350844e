using System.Diagnostics;

namespace Lanner.Docs.Tests;

/// <summary>Runs programs in the root of the repository, as a reader would.</summary>
internal static class Shell
{
    internal static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end.</summary>
    internal static (int ExitCode, string Output, string Error) Run(string program, params string[] arguments) =>
        RunWithInput("", program, arguments);

    /// <summary>Runs a program to its end, with a text on its standard input.</summary>
    internal static (int ExitCode, string Output, string Error) RunWithInput(string input, string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience.Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} still runs after {Patience.Limit}.");
        }

        return (process.ExitCode, output.Result, error.Result);
    }
}
