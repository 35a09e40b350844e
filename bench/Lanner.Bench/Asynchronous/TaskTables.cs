using System.Diagnostics;
using System.Globalization;
using Lanner.Bench.Reports;

namespace Lanner.Bench.Asynchronous;

/// <summary>The tables about tasks of components.</summary>
internal static class TaskTables
{
    private const int Rounds = 5;
    private const int ChunkBytes = 64 << 10;
    private const int SmallBytes = 16;

    /// <summary>Calls of a component by the host, one after the other.</summary>
    internal static async Task<ReportTable> MeasureCalls(bool isQuick)
    {
        var table = new ReportTable("A call of a component by `CallAsync`", "the function of the host", "function", "µs", "bytes");
        foreach (var function in (string[])["stackless", "stackful"])
        {
            await Add("has its result at once", function, static number => new(number));
            await Add("waits once: `Task.Yield`", function, static async number =>
            {
                await Task.Yield();
                return number;
            });
        }

        return table;

        async Task Add(string name, string function, Func<uint, ValueTask<uint>> wait)
        {
            using var calls = new TaskCalls(Read("relay.wat"), wait);
            var count = isQuick ? 10 : 20_000;
            await Repeat(count);
            var times = new List<double>();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
            {
                var start = Stopwatch.GetTimestamp();
                await Repeat(count);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / count);
            }

            var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (times.Count * count);
            table.Add(name, function, Figures.Number(Figures.Median(times)), bytes.ToString(CultureInfo.InvariantCulture));

            async Task Repeat(int count)
            {
                for (var index = 0; index < count; index++)
                {
                    await calls.Call(function);
                }
            }
        }
    }

    /// <summary>Calls of one instance that wait at once.</summary>
    internal static async Task<ReportTable> MeasureWaiting(int count)
    {
        var gate = new TaskCompletionSource<uint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = 0;
        using var calls = new TaskCalls(Read("relay.wat"), async _ =>
        {
            Interlocked.Increment(ref waiting);
            return await gate.Task;
        });
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        var pending = new Task[count];
        for (var index = 0; index < count; index++)
        {
            pending[index] = calls.Call("stackless");
        }

        while (Volatile.Read(ref waiting) < count)
        {
            await Task.Delay(1);
        }

        var started = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        heap = GC.GetTotalMemory(forceFullCollection: true) - heap;
        start = Stopwatch.GetTimestamp();
        gate.SetResult(7);
        await Task.WhenAll(pending);
        var ended = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var table = new ReportTable(
            "Tasks of one instance that wait at once", "tasks", "ms until all wait", "ms until all have ended", "bytes a task");
        table.Add(
            count.ToString("N0", CultureInfo.InvariantCulture),
            Figures.Number(started),
            Figures.Number(ended),
            (heap / count).ToString(CultureInfo.InvariantCulture));
        return table;
    }

    /// <summary>Streams of bytes.</summary>
    internal static async Task<ReportTable> MeasureStreams(bool isQuick)
    {
        using var transfers = new StreamTransfers(Read("streams.wat"));
        var table = new ReportTable(
            "Streams of bytes", "from and to", "1 GiB in chunks of 64 KiB, GiB a second", $"10,000 reads of {SmallBytes} bytes, µs each");
        await Add("host to guest", transfers.FromHost);
        await Add("guest to guest", transfers.BetweenGuests);
        await Add("`Pipe` of .NET, task to task", StreamTransfers.ThroughPipe);
        return table;

        async Task Add(string name, Func<int, int, Task> transfer)
        {
            var chunks = isQuick ? 16 : 1 << 14;
            var reads = isQuick ? 16 : 10_000;
            var seconds = await Time(() => transfer(ChunkBytes, chunks));
            var small = await Time(() => transfer(SmallBytes, reads));
            table.Add(
                name,
                Figures.Number((double)ChunkBytes * chunks / (1 << 30) / seconds),
                Figures.Number(small * 1e6 / reads));
        }

        async Task<double> Time(Func<Task> transfer)
        {
            await transfer();
            var times = new List<double>();
            for (var round = 0; round < (isQuick ? 1 : Rounds); round++)
            {
                var start = Stopwatch.GetTimestamp();
                await transfer();
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return Figures.Median(times);
        }
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
}
