using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Instances;

/// <summary><c>lanner-bench instances</c>: how fast instances come and go, and what one takes of the process's memory.</summary>
internal static class InstancesCommand
{
    private const int Rounds = 5;

    /// <summary>A page of memory, a global, a table with a function, some data.</summary>
    private const string SmallModule = """
        (module
          (memory (export "memory") 1)
          (global $count (mut i32) (i32.const 0))
          (table funcref (elem $next))
          (data (i32.const 1024) "a small module")
          (func $next (export "next") (result i32)
            (global.set $count (i32.add (global.get $count) (i32.const 1)))
            (global.get $count)))
        """;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Instances, "Measures instantiation and the memory of an instance.") { quick, write };
        command.SetAction(result => CommonOptions.Publish(Measure(result.GetValue(quick)), result.GetValue(write)));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        var table = new ReportTable(
            "Instantiating and freeing", "module", "engine", "µs, one thread", "instances a second, one thread",
            "instances a second, two threads", "KiB an instance");
        foreach (var (name, bytes) in Modules())
        {
            (string Name, Func<InstantiationSubject> Make)[] engines =
            [
                ("Lanner", () => new LannerInstantiation(bytes, isPrepared: false)),
                ("Lanner, prepared", () => new LannerInstantiation(bytes, isPrepared: true)),
                ("Wasmtime, pool", () => new WasmtimeInstantiation(bytes, isPooling: true)),
                ("Wasmtime, default", () => new WasmtimeInstantiation(bytes, isPooling: false)),
            ];
            foreach (var engine in engines)
            {
                using var subject = engine.Make();
                var one = MeasureRate(subject, threads: 1, isQuick);
                var two = MeasureRate(subject, threads: 2, isQuick);
                table.Add(
                    name, engine.Name, Figures.Number(1e6 / one), Whole(one), Whole(two),
                    Figures.Number(MeasureResident(subject, isQuick)));
            }
        }

        return new Report(
            ReportNames.Instances,
            "Instances",
            [
                "A store with one instance of a compiled module, made and freed again: nothing of the guest is called, "
                + "its WASI imports are defined once. \"Prepared\" means that the imports of the module are found once "
                + "(`Linker.Prepare`), which Wasmtime's package for .NET does not offer. "
                + $"The best of {Rounds} rounds of at least 100 ms. The memory of an instance is "
                + "what the process's resident memory grows by for each of 200 that are alive.",
                "\"Small\" has a page of memory, a global, a table and 14 bytes of data. Wasmtime: "
                + $"the NuGet package {WasmtimeRunner.PackageVersion}. Run: `lanner-bench instances`.",
            ],
            [table]);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Modules()
    {
        yield return ("small", Wasmtime.Module.ConvertText(SmallModule));
        var sqlite = Path.Combine(Repository.FindRoot(), "artifacts", "guests", "sqlite.wasm");
        if (File.Exists(sqlite))
        {
            yield return ("SQLite", File.ReadAllBytes(sqlite));
        }
        else
        {
            Console.Error.WriteLine("Not built: sqlite. See samples/sqlite/build.sh.");
        }
    }

    /// <summary>Measures the number of instances that come and go in a second.</summary>
    private static double MeasureRate(InstantiationSubject subject, int threads, bool isQuick)
    {
        subject.Run(isQuick ? 2 : 2000);
        var count = 1;
        var best = 0.0;
        for (var round = 0; round < (isQuick ? 1 : Rounds);)
        {
            var seconds = Time(() => RunOnThreads(subject, threads, count));
            if (seconds < 0.1 && !isQuick)
            {
                count *= 2;
                continue;
            }

            best = double.Max(best, count * threads / seconds);
            round++;
        }

        return best;
    }

    private static void RunOnThreads(InstantiationSubject subject, int threads, int count)
    {
        var others = new Thread[threads - 1];
        for (var index = 0; index < others.Length; index++)
        {
            others[index] = new Thread(() => subject.Run(count));
            others[index].Start();
        }

        subject.Run(count);
        Array.ForEach(others, thread => thread.Join());
    }

    /// <summary>Measures the KiB by which the process grows for an instance.</summary>
    private static double MeasureResident(InstantiationSubject subject, bool isQuick)
    {
        var instances = new IDisposable[isQuick ? 2 : 200];
        var before = ResidentMemory.MeasureKibibytes();
        for (var index = 0; index < instances.Length; index++)
        {
            instances[index] = subject.Instantiate();
        }

        var after = ResidentMemory.MeasureKibibytes();
        Array.ForEach(instances, instance => instance.Dispose());
        return double.Max(0, after - before) / instances.Length;
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
