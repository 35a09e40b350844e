using System.Diagnostics;
using System.Globalization;
using Lanner.AheadOfTime.Running;
using Lanner.Compilation.Layout;
using Lanner.Wast;

namespace Lanner.AheadOfTime;

/// <summary>Runs scripts in a program of NativeAOT, which has a library of each module of them.</summary>
/// <param name="options">The options that modules are compiled with.</param>
/// <param name="memory">The kind of memories; null for each that the platform has, one after the other in one program.</param>
/// <param name="limits">The limits of the size of methods; null for those of the JIT.</param>
/// <param name="output">Is told what happens.</param>
internal sealed class Suite(SuiteOptions options, MemoryMode? memory, MethodLimits? limits, TextWriter output)
{
    /// <summary>Makes the program and runs it.</summary>
    /// <param name="paths">The scripts, and folders with scripts.</param>
    /// <param name="folder">The folder for the program. What is there already goes.</param>
    /// <returns>True if nothing failed.</returns>
    /// <exception cref="NotSupportedException">What NativeAOT compiles and links with cannot be had here.</exception>
    internal bool Run(IEnumerable<string> paths, string folder)
    {
        var scripts = paths.SelectMany(ScriptRunner.Find).Select(Path.GetFullPath).ToArray();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var libraries = new LibraryBuilder(
            Directory.CreateDirectory(Path.Combine(folder, ProgramBuilder.Libraries)).FullName, options, memory, limits);
        var list = Path.Combine(folder, "scripts.txt");
        File.WriteAllLines(list, scripts);
        Time("compiled", () =>
        {
            foreach (var script in scripts.Where(script => !SuiteRun.IsUnsupported(script)))
            {
                libraries.Add(script);
            }

            return $"{libraries.Libraries.Count} libraries of the modules of {scripts.Length} scripts; {libraries.LeftOut.Count} left out";
        });
        var program = "";
        Time("published", () =>
        {
            program = new ProgramBuilder(folder).Build(libraries, options, output);
            return $"a program of {new FileInfo(program).Length >> 20} MB";
        });
        MemoryMode[] modes = memory is { } one ? [one]
            : Platform.GuardedMemory.IsSupported ? [MemoryMode.Guarded, MemoryMode.Checked] : [MemoryMode.Checked];
        return modes.Aggregate(true, (isSuccess, mode) => Run(program, mode, list) && isSuccess);
    }

    private bool Run(string program, MemoryMode mode, string list)
    {
        var start = new ProcessStartInfo(program, [mode.ToString(), list]) { RedirectStandardOutput = true };
        var exitCode = 0;
        Time("run", () =>
        {
            using var process = Process.Start(start)!;
            while (process.StandardOutput.ReadLine() is { } line)
            {
                output.WriteLine(line);
            }

            process.WaitForExit();
            exitCode = process.ExitCode;
            return $"{mode} memories{(exitCode is 0 or 1 ? "" : $"; the program ended with {exitCode}")}";
        });
        return exitCode == 0;
    }

    private void Time(string what, Func<string> action)
    {
        var start = Stopwatch.GetTimestamp();
        var result = action();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what} in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s: {result}"));
    }
}
