using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lanner.Hunt;

/// <summary>Instructions that the JIT may use.</summary>
internal enum Hardware
{
    /// <summary>All that the machine has.</summary>
    All,

    /// <summary>No AVX-512.</summary>
    Avx2,

    /// <summary>No AVX of any kind.</summary>
    Sse,

    /// <summary>Nothing but what every machine has.</summary>
    Baseline,
}

/// <summary>Runs a hunt in another process: with less of the hardware, and so that a module which ends the process is a find like others,
/// behind which the hunt goes on.</summary>
internal static class HuntProcess
{
    /// <summary>Exit codes from here on are of signals; the CLR aborts itself when it meets what it cannot go on from.</summary>
    private const int FirstSignalCode = 128;

    /// <summary>The names that .NET 10 has for its switches (clrconfignames.h), and that of earlier versions.</summary>
    private static readonly Dictionary<Hardware, string[]> Switches = new()
    {
        [Hardware.All] = [],
        [Hardware.Avx2] = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX512F"],
        [Hardware.Sse] = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX512F", "DOTNET_EnableAVX2", "DOTNET_EnableAVX"],
        [Hardware.Baseline] = ["DOTNET_EnableHWIntrinsic"],
    };

    /// <summary>Returns the names of those instructions that make a difference and are used.</summary>
    internal static string Describe()
    {
        if (!X86Base.IsSupported)
        {
            return Vector128.IsHardwareAccelerated ? "vectors of another architecture than x86" : "no vectors";
        }

        (string Name, bool IsUsed)[] sets = [("SSE4.2", Sse42.IsSupported), ("AVX", Avx.IsSupported), ("AVX2", Avx2.IsSupported),
            ("AVX-512", Avx512F.IsSupported)];
        return $"SSE2{string.Concat(sets.Where(set => set.IsUsed).Select(set => $", {set.Name}"))}";
    }

    /// <summary>The arguments of this program that ask for a hunt, without those that say which seeds.</summary>
    internal static string[] ArgumentsFor(HuntOptions options, string generator) =>
    [
        "differential", "--threads", $"{options.Threads}", "--folder", options.Folder, "--generator", generator, "--oracle",
        $"{options.Oracle}",
        .. options.Shrinks ? [] : new[] { "--no-shrink" },
        .. options.EndsWithFirst ? new[] { "--first" } : [],
    ];

    /// <summary>Runs the hunt that the arguments ask for; the result is the number of processes that found something or ended
    /// badly.</summary>
    /// <param name="program">This program's file.</param>
    /// <param name="arguments">The command and its options, without those that say which seeds.</param>
    /// <param name="options">The options that the arguments say.</param>
    /// <param name="hardware">The instructions that the JIT may use there.</param>
    /// <param name="output">The writer for the process's lines and for its end.</param>
    internal static int Run(string program, string[] arguments, HuntOptions options, Hardware hardware, TextWriter output)
    {
        Directory.CreateDirectory(options.Folder);
        var journalPath = Path.Combine(options.Folder, $"seeds-{Environment.ProcessId}");
        using var journal = SeedJournal.Open(journalPath, options.Threads);
        var clock = Stopwatch.StartNew();
        var next = (long)options.Seed;
        var end = next + options.Count;
        var finds = 0;
        while (next < end && clock.Elapsed < options.Time && !options.Stop.IsCancellationRequested)
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
            foreach (var (name, value) in new (string, object)[]
            {
                ("--seed", next), ("--count", end - next), ("--seconds", (options.Time - clock.Elapsed).TotalSeconds),
                ("--journal", journalPath),
            })
            {
                start.ArgumentList.Add(name);
                start.ArgumentList.Add(Convert.ToString(value, CultureInfo.InvariantCulture)!);
            }

            foreach (var name in Switches[hardware])
            {
                start.Environment[name] = "0";
            }

            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => Write(line.Data);
            process.BeginOutputReadLine();
            using (options.Stop.Register(process.Kill))
            {
                process.WaitForExit();
            }

            var seeds = journal.Seeds;
            if (options.Stop.IsCancellationRequested)
            {
                Write($"stopped; to go on: --seed {seeds.FirstOrDefault(seed => seed > 0, next)}");
                break;
            }

            finds += process.ExitCode == 0 ? 0 : 1;
            if (process.ExitCode < FirstSignalCode)
            {
                break;
            }

            Write($"seed {string.Join(" or ", seeds.Where(seed => seed > 0))}: the process ended with {process.ExitCode}");
            if (options.EndsWithFirst)
            {
                break;
            }

            next = seeds[^1] + 1;
        }

        File.Delete(journalPath);
        return finds;

        void Write(string? line)
        {
            if (line is not null)
            {
                output.WriteLine(line);
                output.Flush();
            }
        }
    }
}
