using System.CommandLine;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Calls;

/// <summary><c>lanner-bench calls</c>: what a call costs, across the border between host and guest and within the guest.</summary>
internal static class CallsCommand
{
    private const int Rounds = 9;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Calls, "Measures calls beside Wasmtime's package.") { quick, write };
        command.SetAction(result => CommonOptions.Publish(Measure(result.GetValue(quick)), result.GetValue(write)));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        var guest = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "calls.wat"));
        using var lanner = new LannerCalls(guest);
        using var wasmtime = new WasmtimeCalls(guest);
        var table = new ReportTable("A call, ns", "call", "Lanner", "Wasmtime", "Lanner ÷ Wasmtime");
        foreach (var scenario in Scenarios(lanner, wasmtime))
        {
            var (own, other) = Measure(scenario, isQuick);
            table.Add(scenario.Name, Figures.Number(own), Figures.Number(other), Figures.Ratio(own / other));
        }

        return new Report(
            ReportNames.Calls,
            "Calls",
            [
                "A call across the border between C# and a guest, through the typed delegates that both packages offer, "
                + "and calls within a guest. Each is a loop around one call; "
                + $"the fastest of {Rounds} rounds of at least 20 ms, the engines taking turns, after half a second to warm up. "
                + "The figures contain the loop (about 0.3 ns). "
                + "\"C# → C# (baseline)\" is a static method that is not inlined, in Lanner's column since there is no engine in it.",
                $"Wasmtime: the NuGet package {WasmtimeRunner.PackageVersion}. Run: `lanner-bench calls`.",
            ],
            [table]);
    }

    private static CallScenario[] Scenarios(LannerCalls lanner, WasmtimeCalls wasmtime)
    {
        var (none, none2) = (lanner.Get<Func<int>>("none"), wasmtime.Instance.GetFunction<int>("none")!);
        var (two, two2) = (lanner.Get<Func<int, int, int>>("two"), wasmtime.Instance.GetFunction<int, int, int>("two")!);
        var (eight, eight2) = (
            lanner.Get<Func<int, int, int, int, int, int, int, int, int>>("eight"),
            wasmtime.Instance.GetFunction<int, int, int, int, int, int, int, int, int>("eight")!);
        var (pair, pair2) = (lanner.Get<Func<int, int, (int, int)>>("pair"), wasmtime.Instance.GetFunction<int, int, (int, int)>("pair")!);
        var (mixed, mixed2) =
            (lanner.Get<Func<long, double, double>>("mixed"), wasmtime.Instance.GetFunction<long, double, double>("mixed")!);
        var (there, there2) = (lanner.Get<Func<int, int, int>>("there"), wasmtime.Instance.GetFunction<int, int, int>("there")!);
        return
        [
            new("C# → wasm, no parameter", count => CallLoops.None(none, count), count => CallLoops.None(none2, count)),
            new("C# → wasm, 2 parameters", count => CallLoops.Two(two, count), count => CallLoops.Two(two2, count)),
            new("C# → wasm, 8 parameters", count => CallLoops.Eight(eight, count), count => CallLoops.Eight(eight2, count)),
            new("C# → wasm, i64 and f64", count => CallLoops.Mixed(mixed, count), count => CallLoops.Mixed(mixed2, count)),
            new("C# → wasm, 2 results", count => CallLoops.Pair(pair, count), count => CallLoops.Pair(pair2, count)),
            InGuest("wasm → C#, no parameter", "call_host_none"),
            InGuest("wasm → C#, 2 parameters", "call_host_two"),
            InGuest("wasm → C#, 8 parameters", "call_host_eight"),
            InGuest("wasm → C#, i64 and f64", "call_host_mixed"),
            InGuest("wasm → C#, 2 results", "call_host_pair"),
            new("C# → wasm → C#", count => CallLoops.Two(there, count), count => CallLoops.Two(there2, count)),
            InGuest("wasm → C# → wasm", "call_host_back"),
            InGuest("wasm → wasm, direct", "call_direct"),
            InGuest("wasm → wasm, through a table", "call_indirect"),
            InGuest("wasm → wasm, by reference", "call_ref"),
            new("C# → C# (baseline)", CallLoops.Static, null),
        ];

        CallScenario InGuest(string name, string export) =>
            new(name, new Action<int>(lanner.Get<Action<int>>(export)), wasmtime.Instance.GetAction<int>(export));
    }

    private static (double Lanner, double Wasmtime) Measure(CallScenario scenario, bool isQuick)
    {
        var count = Calibrate(scenario.Lanner, isQuick);
        var count2 = scenario.Wasmtime is { } other ? Calibrate(other, isQuick) : 0;
        var (best, best2) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
        {
            best = double.Min(best, LoopTimer.Time(scenario.Lanner, count));
            best2 = scenario.Wasmtime is null ? double.NaN : double.Min(best2, LoopTimer.Time(scenario.Wasmtime, count2));
        }

        return (best, best2);
    }

    private static int Calibrate(Action<int> loop, bool isQuick)
    {
        const int Quick = 1000;
        if (!isQuick)
        {
            return LoopTimer.Calibrate(loop);
        }

        loop(Quick);
        return Quick;
    }
}
