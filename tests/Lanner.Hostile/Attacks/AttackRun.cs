using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lanner.Hostile.Attacks;

/// <summary>Runs attacks in another process, and says which ended it, took longer or held more than SECURITY.md says.</summary>
internal sealed class AttackRun(string program, TextWriter output) : IDisposable
{
    /// <summary>The hard limit of the worker's heap, in hexadecimal: what an engine without limits takes follows from it.</summary>
    private const string HeapHardLimit = "30000000";

    /// <summary>A time that only a hang takes, on a machine that does much else: no module of the set has more than a few hundred kilobytes
    /// of code.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);

    /// <summary>The time that a call may take beyond its deadline: for the JIT, when a guest comes to code for the first time, and what the
    /// machine does besides.</summary>
    private static readonly TimeSpan MostCallTime = AttackConfiguration.CallTime + TimeSpan.FromSeconds(20);

    /// <summary>The most mappings: two for each memory that a store may have, and what code and heap take.</summary>
    private const int MostMappings = 10_000;

    /// <summary>The number of bytes that a store with limits may hold, that its module may cost (SECURITY.md, "What a module may cost
    /// before it runs"), and that may be garbage.</summary>
    private const long MostBytes = AttackConfiguration.MemoryBytes + (512L << 20);

    private Process? _process;

    /// <param name="filter">A regular expression that is found in the names of the attacks.</param>
    /// <param name="every">Of so many attacks one is run.</param>
    /// <param name="isAll">True if each attack runs on stacks of every size.</param>
    /// <returns>The number of runs that failed.</returns>
    internal int Run(string filter, int every, bool isAll)
    {
        var (modules, runs, failures) = (0, 0, 0);
        var worst = new List<(string Name, AttackMeasurement Measured)>();
        for (var number = 0; number < Attack.All.Count; number += every)
        {
            var attack = Attack.All[number];
            if (!Regex.IsMatch(attack.Name, filter, RegexOptions.IgnoreCase))
            {
                continue;
            }

            modules++;
            foreach (var configuration in AttackConfiguration.Of(number / every, isAll))
            {
                runs++;
                var measured = Measure(attack, configuration, out var death);
                var failure = measured is null ? death : Failure(measured, configuration);
                if (failure.Length > 0)
                {
                    failures++;
                    output.WriteLine($"{attack.Name} ({configuration}): {failure}");
                    output.Flush();
                }

                if (measured is not null)
                {
                    worst.Add(($"{attack.Name} ({configuration})", measured));
                }
            }
        }

        Print("longest", worst, measured => measured.Time.TotalSeconds, "s");
        Print("longest call", worst, measured => measured.CallTime.TotalSeconds, "s");
        Print("most of the heap", worst, measured => measured.Heap / 1048576.0, "MiB");
        Print("most resident", worst, measured => measured.Resident / 1048576.0, "MiB");
        Print("most mappings", worst, measured => measured.Mappings, "");
        output.WriteLine($"{modules} modules, {runs} runs, {failures} failures");
        return failures;
    }

    private static string Failure(AttackMeasurement measured, AttackConfiguration configuration) =>
        measured.Failure.Length > 0 ? measured.Failure
        : measured.Rounds == 0 ? "the other tenant computed nothing"
        : measured.CallTime > MostCallTime ? $"a call took {measured.CallTime.TotalSeconds:F1} s"
        : measured.Mappings > MostMappings ? $"{measured.Mappings} mappings"
        : configuration.IsLimited && Math.Max(measured.Heap, measured.Resident) > MostBytes
            ? $"{measured.Heap >> 20} MiB of the heap, {measured.Resident >> 20} MiB resident"
        : "";

    private void Print(
        string title, List<(string Name, AttackMeasurement Measured)> worst, Func<AttackMeasurement, double> number, string unit)
    {
        output.WriteLine($"{title}:");
        foreach (var (name, measured) in worst.OrderByDescending(row => number(row.Measured)).Take(5))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {number(measured),10:F1} {unit,-4}{(name.Length > 120 ? name[..120] : name)}: {measured.Outcome}"));
        }
    }

    /// <summary>Null when the process ended, or was ended since it took too long.</summary>
    private AttackMeasurement? Measure(Attack attack, AttackConfiguration configuration, out string death)
    {
        death = "";
        _process ??= Start();
        try
        {
            _process.StandardInput.WriteLine($"{configuration} {attack.Name}");
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended already; what is read below says so.
        }

        var answer = _process.StandardOutput.ReadLineAsync();
        if (!answer.Wait(MostTime))
        {
            death = $"took more than {MostTime.TotalSeconds} s";
        }
        else if (answer.Result is { } line)
        {
            return AttackMeasurement.Parse(line);
        }
        else
        {
            _process.WaitForExit();
            death = $"the process ended with {_process.ExitCode}";
        }

        Dispose();
        return null;
    }

    private Process Start() => Process.Start(new ProcessStartInfo(program, ["set-worker"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        Environment = { ["DOTNET_GCHeapHardLimit"] = HeapHardLimit, ["DOTNET_gcServer"] = "0" },
    })!;

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
        _process = null;
    }
}
