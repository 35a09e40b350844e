using System.Diagnostics;
using System.Globalization;

namespace Lanner.Soak;

/// <summary>Kills processes that fill a cache, at random moments and two at once, and looks at what the next runs make of the
/// cache.</summary>
public static class CacheRun
{
    private const string Program = """
        (module (func (export "f") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 6))))
        """;

    private const string Expected = "42\n";

    /// <summary>The longest time until a process is killed: longer than it takes to compile the program.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Runs it.</summary>
    /// <param name="command">The command <c>lanner</c>.</param>
    /// <param name="count">The number of processes to kill.</param>
    /// <param name="seed">The seed that the moments follow from.</param>
    /// <param name="output">The writer for the result.</param>
    /// <returns>True if every run printed what it must, and the cache was of use in the end.</returns>
    public static bool Run(string command, int count, int seed, TextWriter output)
    {
        var root = Directory.CreateTempSubdirectory("lanner-soak-cache-").FullName;
        var folder = Directory.CreateDirectory(Path.Combine(root, "cache")).FullName;
        var program = Path.Combine(root, "program.wat");
        File.WriteAllText(program, Program);
        var random = new Random(seed);
        var (killed, wrong) = (0, 0);
        try
        {
            while (killed < count)
            {
                using var first = Add();
                using var second = Add();
                foreach (var process in new[] { first, second })
                {
                    Thread.Sleep(random.Next((int)Longest.TotalMilliseconds / 2));
                    if (!process.HasExited)
                    {
                        process.Kill(entireProcessTree: true);
                        killed++;
                    }
                }

                wrong += RunProgram() ? 0 : 1;
                if (random.Next(3) == 0)
                {
                    Array.ForEach(Directory.GetFiles(folder, "*.lanner"), File.Delete);
                }
            }

            // A process that the last run has started may be at it, and then this one leaves it to that.
            var isAdded = SpinWait.SpinUntil(
                () =>
                {
                    using var last = Add();
                    last.WaitForExit();
                    return last.ExitCode == 0;
                },
                TimeSpan.FromMinutes(1));
            wrong += isAdded && Directory.GetFiles(folder, "*.lanner").Length == 1 && RunProgram() ? 0 : 1;

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{killed} processes killed, {wrong} runs went wrong"));
            return wrong == 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        Process Add() => Start(
            "cache", "add", "--features-value", ((ulong)WasmFeatures.Default).ToString(CultureInfo.InvariantCulture), program);

        bool RunProgram()
        {
            using var process = Start("run", "--invoke", "f", program, "7");
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 && text == Expected;
        }

        Process Start(params string[] arguments)
        {
            var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["LANNER_CACHE"] = folder;
            return Process.Start(start)!;
        }
    }
}
