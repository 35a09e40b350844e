using System.CommandLine;
using System.Diagnostics;
using Lanner.Bench.Engines;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Language;

/// <summary><c>lanner-bench language</c>: objects, exceptions and tail calls of guests beside those of C#.</summary>
internal static class LanguageCommand
{
    private const int Rounds = 5;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Language, "Measures objects, exceptions and tail calls beside those of C#.") { quick, write };
        command.SetAction(result => CommonOptions.Publish(Measure(result.GetValue(quick)), result.GetValue(write)));
        return command;
    }

    internal static Report Measure(bool isQuick)
    {
        using var engine = new Engine();
        using var module = Module.FromFile(engine, Path.Combine(AppContext.BaseDirectory, "language.wat"));
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, module);
        var (depth, trees, throws, calls) = isQuick ? (8, 10, 100, 1000) : (18, 500, 10_000, 10_000_000);
        var table = new ReportTable("Time, ms", "what", "Lanner", "C#", "Lanner ÷ C#");

        var binaryTrees = instance.GetFunction<Func<int, int, int>>("binary_trees");
        Add($"binary trees: {trees} trees of depth {depth - 4} beside one of depth {depth}", () =>
            binaryTrees(depth, trees), () => ClrPrograms.BinaryTrees(depth, trees));

        var throwBelow = instance.GetFunction<Func<int, int, int>>("throw");
        var throwHere = instance.GetFunction<Func<int, int>>("throw_here");
        Add($"{throws} exceptions, caught one frame away", () => throwBelow(0, throws), () => ClrPrograms.Throw(0, throws));
        Add($"{throws} exceptions, caught ten frames away", () => throwBelow(9, throws), () => ClrPrograms.Throw(9, throws));
        Add($"{throws} exceptions, caught in the same function", () => throwHere(throws), () => ClrPrograms.ThrowHere(throws));

        var step = ClrPrograms.MakeTailCall();
        foreach (var (name, export) in new[] { ("direct", "tail_direct"), ("through a table", "tail_indirect"),
            ("by reference", "tail_reference") })
        {
            var tail = instance.GetFunction<Func<int, long, long>>(export);
            Add($"{calls} tail calls, {name}", () => tail(calls, 0), () => step(calls, 0));
        }

        return new Report(
            ReportNames.Language,
            "Objects, exceptions, tail calls",
            [
                "Guests whose objects, exceptions and tail calls are those of the CLR, beside the same programs in C# "
                + "(`bench/Lanner.Bench/Language`): classes, `try` and `catch`, and two methods that "
                + $"call each other with CIL's `.tail`. The faster of {Rounds} rounds after one to warm up, taking turns.",
                "Run: `lanner-bench language`.",
            ],
            [table]);

        void Add(string what, Func<long> lanner, Func<long> clr)
        {
            var (own, other) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var round = 0; round <= (isQuick ? 1 : Rounds); round++)
            {
                var (first, second) = (Time(lanner, out var result), Time(clr, out var expected));
                if (result != expected)
                {
                    throw new EngineFailedException($"{what}: {result} where C# has {expected}");
                }

                (own, other) = round == 0 ? (own, other) : (double.Min(own, first), double.Min(other, second));
            }

            table.Add(what, Figures.Number(own), Figures.Number(other), Figures.Ratio(own / other));
        }
    }

    private static double Time(Func<long> program, out long result)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        result = program();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
