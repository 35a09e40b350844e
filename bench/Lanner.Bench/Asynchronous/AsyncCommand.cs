using System.CommandLine;
using System.Globalization;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Asynchronous;

/// <summary><c>lanner-bench async</c>: what calls cost that wait, and what a guest takes that does.</summary>
internal static class AsyncCommand
{
    private const int Rounds = 9;

    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var guests = new Option<int>("--guests")
        {
            Description = "The number of guests that wait at once.",
            DefaultValueFactory = static _ => 10_000,
        };
        var write = CommonOptions.Write();
        var command = new Command(ReportNames.Async, "Measures async host functions, and guests that wait for them.")
        {
            quick, guests, write,
        };
        command.SetAction(async (result, _) => CommonOptions.Publish(
            await Measure(result.GetValue(quick), result.GetValue(guests)), result.GetValue(write)));
        return command;
    }

    internal static async Task<Report> Measure(bool isQuick, int guests = 10_000) => new(
        ReportNames.Async,
        "Async",
        [
            "A call of a host function by a guest, with one number in and out, from a loop in the guest: "
            + $"the medians of {Rounds} rounds of at least 20 ms, after a quarter of a second to warm up, and the bytes that the guest's "
            + "thread allocates for a call. \"Another thread\" is one that completes a `TaskCompletionSource`; "
            + "two switches between threads are in it.",
            "Guests that wait at once: each has a store, an instance with a page of memory, and a thread with a stack of 256 KiB, of which "
            + "it has touched what a call needs. Memory is what the process's resident memory grows by.",
            "Tasks of components: `stackless` waits by its callback, `stackful` with its stack, on a thread. Bytes are what the process "
            + "allocates, those of the caller with them. Streams: the median of 5 rounds.",
            "Run: `lanner-bench async`.",
        ],
        [
            CallTable(isQuick),
            GuestTable(isQuick ? 20 : guests),
            await TaskTables.MeasureCalls(isQuick),
            await TaskTables.MeasureWaiting(isQuick ? 20 : guests),
            await TaskTables.MeasureStreams(isQuick),
        ]);

    private static ReportTable CallTable(bool isQuick)
    {
        using var calls = new AsyncCalls(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "async.wat")));
        var table = new ReportTable("A call of a host function by a guest", "function", "ns", "bytes");
        Add("synchronous", "sync");
        Add("async, a value that is there", "completed");
        Add("async, a method that does not wait", "async");
        Add("async, waits once: `Task.Yield`", "yield");
        Add("async, waits once: another thread", "thread");
        return table;

        void Add(string name, string export)
        {
            var (time, bytes) = Measure(calls.Loop(export), isQuick);
            table.Add(name, Figures.Number(time), double.Round(bytes).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static ReportTable GuestTable(int count)
    {
        var guests = WaitingGuests.Measure(count);
        var table = new ReportTable(
            "Guests that wait at once", "guests", "ms until all wait", "ms until all have ended", "KiB a guest", "KiB on the heap",
            "mappings a guest");
        table.Add(
            count.ToString("N0", CultureInfo.InvariantCulture),
            Figures.Number(guests.Start.TotalMilliseconds),
            Figures.Number(guests.End.TotalMilliseconds),
            Figures.Number(guests.ResidentKibibytes / count),
            Figures.Number(guests.HeapBytes / 1024.0 / count),
            Figures.Number((double)guests.Mappings / count));
        return table;
    }

    /// <summary>Measures the nanoseconds and the allocated bytes of a call.</summary>
    private static (double Time, double Bytes) Measure(Action<int> loop, bool isQuick)
    {
        var count = isQuick ? 10 : LoopTimer.Calibrate(loop);
        var times = new List<double>();
        for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
        {
            times.Add(LoopTimer.Time(loop, count));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        loop(count);
        return (Figures.Median(times), (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count);
    }
}
