using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lanner.Cli.Running;

/// <summary>The server: a program beside the command. It is an application of ASP.NET Core, and the command has to start at once, and where
/// there is .NET alone.</summary>
internal static partial class ServerProcess
{
    private const string Name = "lanner-server";
    private const string Framework = "Microsoft.AspNetCore.App";

    private static string Version => Environment.Version.ToString(2);

    /// <summary>Has the server take the place of this process, so that signals and the exit code are its own. On Windows, where processes
    /// cannot do that, it is waited for.</summary>
    /// <param name="arguments">The arguments of the server.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="NotSupportedException">The server, or ASP.NET Core, is not installed.</exception>
    internal static int Run(string[] arguments)
    {
        string[] commandLine = [.. FindProgram(), .. arguments];
        if (OperatingSystem.IsWindows())
        {
            return RunAsChild(commandLine);
        }

        // This returns only if it fails. The arguments of a process end with a null pointer.
        _ = Execute(commandLine[0], [.. commandLine, null]);
        throw new NotSupportedException($"{commandLine[0]} cannot be started: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The program with its first argument: the host of .NET that this process has, or where .NET comes with the command, the
    /// server's own.</summary>
    private static string[] FindProgram()
    {
        var server = Path.Combine(AppContext.BaseDirectory, Name);
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        var assembly = server + ".dll";
        if (!File.Exists(assembly))
        {
            throw new NotSupportedException($"the server is not installed: there is no {assembly}");
        }

        // The runtime lies in ROOT/shared/Microsoft.NETCore.App/VERSION.
        var runtime = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        var frameworks = Path.GetDirectoryName(Path.GetDirectoryName(runtime));
        var host = Path.Combine(Path.GetDirectoryName(frameworks) ?? "", "dotnet" + suffix);
        if (runtime == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory) || !File.Exists(host))
        {
            return [server + suffix];
        }

        return HasFramework(Path.Combine(frameworks!, Framework))
            ? [host, assembly]
            : throw new NotSupportedException(string.Create(
                CultureInfo.InvariantCulture,
                $"the server needs the ASP.NET Core Runtime {Version}, which is not in {frameworks}: install it "
                + $"(aspnetcore-runtime-{Version}), or the SDK of .NET"));
    }

    private static bool HasFramework(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateDirectories(folder, $"{Version}.*").Any();

    private static int RunAsChild(string[] commandLine)
    {
        // Ctrl+C goes to both, and the server decides when it ends.
        Console.CancelKeyPress += static (_, press) => press.Cancel = true;
        using var process = Process.Start(commandLine[0], commandLine[1..]);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>execv of POSIX.</summary>
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
