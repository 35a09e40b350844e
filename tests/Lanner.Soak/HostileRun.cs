using System.Diagnostics;
using System.Globalization;
using Lanner.Wast;

namespace Lanner.Soak;

/// <summary>The findings of a run of hostile instances.</summary>
/// <param name="Stopped">The number of guests that were stopped by the limit that was to stop them.</param>
/// <param name="Surprises">The descriptions of everything else that happened.</param>
/// <param name="Before">The memory at the beginning, after a few instances of each kind and once through the test suite.</param>
/// <param name="After">The memory at the end.</param>
public sealed record HostileReport(int Stopped, IReadOnlyList<string> Surprises, ProcessMemory Before, ProcessMemory After)
{
    /// <summary>The memory at the end as a share of the memory at the beginning.</summary>
    public double Share => (double)After.Resident / Before.Resident;

    /// <summary>True if everything went as it should.</summary>
    public bool IsSuccess => Surprises.Count == 0 && Share < 1.1;
}

/// <summary>Runs hostile instances, each in a store of its own, one after the other in one process.</summary>
public static class HostileRun
{
    private const int WarmUpRounds = 2;

    /// <summary>One in so many instances has its module compiled anew, and unloaded afterwards.</summary>
    private const int CompilationShare = 10;

    private static readonly EngineOptions Options = new()
    {
        Interruptible = true,
        FuelCosts = FuelCosts.Default,
        Limits = new EngineLimits
        {
            ModuleBytes = 150_000,
            Functions = 2_000,
            FunctionBytes = 60_000,
            CompilationTime = TimeSpan.FromSeconds(20),
        },
    };

    /// <summary>Runs them.</summary>
    /// <param name="count">The number of guests.</param>
    /// <param name="seed">The seed that the choices follow from.</param>
    /// <param name="suite">The official test suite, which is run before and after; null for none.</param>
    /// <param name="output">The writer for progress.</param>
    public static HostileReport Run(int count, int seed, string? suite, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"{count} hostile instances, seed {seed}");
        var random = new Random(seed);
        var surprises = new List<string>();
        Host[] hosts = [new(Options), new(Options with { MemoryMode = MemoryMode.Checked })];
        for (var round = 0; round < WarmUpRounds; round++)
        {
            foreach (var guest in HostileGuest.All)
            {
                RunOne(hosts[round % 2], guest, random, surprises);
            }
        }

        RunSuite(suite, surprises, output);
        var before = ProcessMemory.Measure();
        output.WriteLine($"before: {before}");
        var clock = Stopwatch.StartNew();
        var stopped = 0;
        for (var number = 0; number < count; number++)
        {
            stopped += RunOne(hosts[random.Next(2)], HostileGuest.All[random.Next(HostileGuest.All.Count)], random, surprises) ? 1 : 0;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{stopped} of {count} stopped by their limit in {clock.Elapsed.TotalSeconds:F1} s"));
        RunSuite(suite, surprises, output);
        var report = new HostileReport(stopped, surprises, before, ProcessMemory.Measure());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after: {report.After}, {report.Share:P1} of before"));
        foreach (var surprise in surprises.Take(20))
        {
            output.WriteLine($"surprise: {surprise}");
        }

        output.WriteLine(report.IsSuccess ? "passed" : "FAILED");
        return report;
    }

    private static bool RunOne(Host host, HostileGuest guest, Random random, List<string> surprises)
    {
        var isByFuel = guest.Stop == ResourceKind.Fuel;
        var limits = new StoreLimits
        {
            MemoryBytes = 8 << 20,
            TableElements = 100_000,
            Tables = 100,
            Memories = 50,
            Instances = 10,
            StackBytes = 128 << 10,
            HostCopyBytes = 1 << 20,
            CallTime = TimeSpan.FromMilliseconds(isByFuel ? 20_000 : random.Next(1, 10)),
            Fuel = isByFuel ? random.Next(1, 1_000_000) : null,
        };
        if (guest.Stop is not (ResourceKind.Time or ResourceKind.Fuel))
        {
            limits = limits with { CallTime = TimeSpan.FromSeconds(20) };
        }

        ResourceKind? stop = null;
        try
        {
            using var fresh = random.Next(CompilationShare) == 0 ? Module.FromText(host.Engine, guest.Text) : null;
            var module = fresh ?? host.Compiled(guest);
            using var store = new Store(host.Engine, limits);
            Action? again = null;
            var linker = new Linker(host.Engine);
            linker.Define("env", "wait", (Caller caller) => { caller.Store.Interruption.WaitHandle.WaitOne(10_000); });
            linker.Define("env", "again", () => again!());
            linker.Define("env", "read", (Caller caller, int start, int length) => { caller.Memory.ReadString(start, length); });
            var instance = linker.Instantiate(store, module);
            again = instance.GetFunction<Action>("run");
            again();
        }
        catch (TrapException trap)
        {
            // Growing is refused by a number; the guest then gives up by itself.
            stop = trap.Limit?.Kind ?? (trap.Code == TrapCode.Unreachable ? guest.Stop : null);
        }
        catch (ResourceLimitException refused)
        {
            stop = refused.Limit?.Kind;
        }

        if (stop == guest.Stop)
        {
            return true;
        }

        surprises.Add($"{guest.Name} was to be stopped by {guest.Stop}, and was by {stop?.ToString() ?? "nothing"}");
        return false;
    }

    private static void RunSuite(string? suite, List<string> surprises, TextWriter output)
    {
        if (suite is null)
        {
            return;
        }

        // The scripts of the three standards, without those of proposals that may not be complete yet.
        var files = Directory.EnumerateFiles(suite, "*.wast", SearchOption.AllDirectories)
            .Where(file => !file.Contains("custom-descriptors", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var expected = new HashSet<string>(
            File.ReadLines(Path.Combine(AppContext.BaseDirectory, "expected-failures.txt")).Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split(' ')[0]),
            StringComparer.Ordinal);
        var passed = 0;
        foreach (var file in files)
        {
            var name = Path.GetRelativePath(suite, file).Replace('\\', '/');
            if (!expected.Contains(name))
            {
                var result = ScriptRunner.Run(file, new ScriptOptions());
                passed += result.Passed;
                surprises.AddRange(result.Failures.Take(1).Select(failure => failure.ToString()));
            }
        }

        output.WriteLine($"test suite: {passed} assertions passed");
    }

    /// <summary>An engine with the modules that were compiled for it.</summary>
    private sealed class Host(EngineOptions options)
    {
        private readonly Dictionary<HostileGuest, Module> _modules = [];

        internal Engine Engine { get; } = new(options);

        internal Module Compiled(HostileGuest guest)
        {
            if (!_modules.TryGetValue(guest, out var module))
            {
                module = Module.FromText(Engine, guest.Text);
                _modules.Add(guest, module);
            }

            return module;
        }
    }
}
