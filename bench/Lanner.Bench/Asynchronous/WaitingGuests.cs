using System.Diagnostics;

namespace Lanner.Bench.Asynchronous;

/// <summary>The figures of many guests that wait at once.</summary>
/// <param name="Count">The number of guests.</param>
/// <param name="Start">The time until all of them wait.</param>
/// <param name="End">The time from the end of what they wait for until all of them have ended.</param>
/// <param name="ResidentKibibytes">The memory of the process by which it grew.</param>
/// <param name="HeapBytes">The part of it that is on the heap.</param>
/// <param name="Mappings">The mappings of the system by which their number grew; 0 where it does not say.</param>
internal sealed record WaitingGuests(int Count, TimeSpan Start, TimeSpan End, double ResidentKibibytes, long HeapBytes, int Mappings)
{
    /// <summary>The smallest stack that a scheduler gives.</summary>
    private const int StackSize = 256 << 10;

    private const string Text = """
        (module
          (import "env" "wait" (func $wait))
          (memory (export "memory") 1)
          (func (export "run") (i32.store (i32.const 0) (i32.const 1)) (call $wait)))
        """;

    /// <summary>Has guests wait, each in a store of its own and with a page of memory that it has written to.</summary>
    /// <param name="count">The number of guests.</param>
    internal static WaitingGuests Measure(int count)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var engine = new Engine();
        using var module = Module.FromText(engine, Text);
        var linker = new Linker(engine);
        var waiting = 0;
        linker.DefineAsync("env", "wait", async () =>
        {
            Interlocked.Increment(ref waiting);
            await gate.Task;
        });
        var prepared = linker.Prepare(module);
        var (heap, resident, mappings) = (GC.GetTotalMemory(true), ResidentMemory.MeasureKibibytes(), CountMappings());
        var scheduler = new GuestScheduler(count, StackSize);
        var start = Stopwatch.GetTimestamp();
        var stores = new Store[count];
        var calls = new Task[count];
        for (var index = 0; index < count; index++)
        {
            var store = stores[index] = new Store(engine);
            calls[index] = store.RunAsync(() => prepared.Instantiate(store).GetFunction<Action>("run")(), scheduler);
        }

        while (Volatile.Read(ref waiting) < count)
        {
            Array.Find(calls, call => call.IsFaulted)?.GetAwaiter().GetResult();
            Thread.Sleep(1);
        }

        var started = Stopwatch.GetElapsedTime(start);
        heap = GC.GetTotalMemory(true) - heap;
        resident = ResidentMemory.MeasureKibibytes() - resident;
        mappings = CountMappings() - mappings;
        start = Stopwatch.GetTimestamp();
        gate.SetResult();
        Task.WaitAll(calls);
        var ended = Stopwatch.GetElapsedTime(start);
        Array.ForEach(stores, store => store.Dispose());
        return new WaitingGuests(count, started, ended, resident, heap, mappings);
    }

    private static int CountMappings() => File.Exists("/proc/self/maps") ? File.ReadLines("/proc/self/maps").Count() : 0;
}
