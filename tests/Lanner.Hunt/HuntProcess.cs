using System.Diagnostics;
using System.Globalization;

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

/// <summary>Runs a hunt in another process: with less of the hardware, and so that a module which ends the process is a find like others, behind which the hunt goes on.</summary>
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

    /// <summary>Runs the hunt that the arguments ask for; the result is the number of processes that found something or ended badly.</summary>
    internal static int Run(string[] arguments, HuntOptions options, Hardware hardware, TextWriter output)
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
            var start = new ProcessStartInfo(Environment.ProcessPath!, arguments);
            foreach (var (name, value) in new (string, object)[]
            {
                ("--seed", next), ("--count", end - next), ("--seconds", (options.Time - clock.Elapsed).TotalSeconds), ("--journal", journalPath),
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
            process.WaitForExit();
            finds += process.ExitCode == 0 ? 0 : 1;
            if (process.ExitCode < FirstSignalCode)
            {
                break;
            }

            var seeds = journal.Seeds;
            output.WriteLine($"seed {string.Join(" or ", seeds.Where(seed => seed > 0))}: the process ended with {process.ExitCode}");
            next = seeds[^1] + 1;
        }

        File.Delete(journalPath);
        return finds;
    }
}
