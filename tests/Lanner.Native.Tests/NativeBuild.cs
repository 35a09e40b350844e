using System.Diagnostics;

namespace Lanner.Native.Tests;

/// <summary>Builds liblanner and programs of C that use it.</summary>
internal static class NativeBuild
{
    private const string Missing = "There is no compiler of C. Install one: apt-get install gcc (Debian), xcode-select --install (macOS).";

    private const string Warnings = "-Wall -Wextra -Wpedantic -Werror";

    private static readonly Lazy<string> Library = new(BuildLibrary);

    private static readonly Lock Gate = new();

    /// <summary>The folder for what is built.</summary>
    internal static string Folder { get; } = Repository.PathOf($"artifacts/native-tests/{Configuration}");

    /// <summary>The folder with liblanner.</summary>
    internal static string LibraryFolder => Library.Value;

    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>Skips the test where the library cannot be built.</summary>
    internal static void RequireCompiler()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The library is built for Linux only so far.");
        Assert.SkipUnless(HasCommand("cc"), Missing);
    }

    /// <summary>Tests whether PATH leads to a command.</summary>
    internal static bool HasCommand(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, name)));

    /// <summary>Compiles a program and returns its path.</summary>
    /// <param name="source">The source, a file.</param>
    /// <param name="flags">More flags for the compiler.</param>
    /// <param name="name">The name of the program; null for that of the source.</param>
    /// <param name="compiler">The compiler.</param>
    internal static string Compile(string source, string flags = "-std=c11 -O2", string? name = null, string compiler = "cc")
    {
        var program = Path.Combine(Folder, name ?? Path.GetFileNameWithoutExtension(source));
        var library = LibraryFolder;
        var (exitCode, output) = Run(
            compiler,
            $"{flags} -g {Warnings} -I{Repository.PathOf("native/include")} -I{Repository.PathOf("native/examples")} {source} -o {program} "
                + $"-L{library} -llanner -lpthread -Wl,-rpath,{library}",
            Folder);
        Assert.True(exitCode == 0, $"{compiler} {source}:\n{output}");
        return program;
    }

    /// <summary>Runs a program and returns what it has written to both of its streams.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, with spaces between.</param>
    /// <param name="folder">The folder that it runs in.</param>
    /// <param name="environment">More variables for it.</param>
    internal static (int ExitCode, string Output) Run(
        string program, string arguments, string folder, params (string Name, string Value)[] environment) =>
        RunWithin(Patience.Limit, program, arguments, folder, environment);

    /// <summary>Runs a program that may take longer.</summary>
    /// <param name="limit">The time after which it counts as hanging.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, with spaces between.</param>
    /// <param name="folder">The folder that it runs in.</param>
    /// <param name="environment">More variables for it.</param>
    internal static (int ExitCode, string Output) RunWithin(
        TimeSpan limit, string program, string arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {arguments} hangs.");
        }

        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }

    private static string BuildLibrary()
    {
        lock (Gate)
        {
            Directory.CreateDirectory(Folder);
            var folder = Path.Combine(Folder, "lib");
            var (exitCode, output) = Run(
                "/bin/sh", $"{Repository.PathOf("native/build.sh")} {folder}", Repository.Root,
                ("LANNER_NATIVE_SKIP_DOTNET", "1"), ("LANNER_NATIVE_CONFIGURATION", Configuration));
            Assert.True(exitCode == 0, $"native/build.sh ended with {exitCode}\n{output}");
            return folder;
        }
    }
}
