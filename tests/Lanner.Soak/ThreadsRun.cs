using System.Diagnostics;
using System.Globalization;

namespace Lanner.Soak;

/// <summary>The findings of a run on many threads.</summary>
/// <param name="Results">The number of calls that returned what they should.</param>
/// <param name="Cancellations">The number of calls that were stopped.</param>
/// <param name="Surprises">The descriptions of everything else that happened.</param>
/// <param name="Slowest">The time after which the slowest guest stopped, once it was told, with all threads busy.</param>
/// <param name="Before">The memory at the beginning, after a second of the same.</param>
/// <param name="After">The memory at the end.</param>
public sealed record ThreadsReport(
    long Results, long Cancellations, IReadOnlyList<string> Surprises, TimeSpan Slowest, ProcessMemory Before, ProcessMemory After)
{
    /// <summary>The memory at the end as a share of the memory at the beginning.</summary>
    public double Share => (double)After.Resident / Before.Resident;

    /// <summary>True if everything went as it should. (A short run is no test of the memory.)</summary>
    public bool IsSuccess => Surprises.Count == 0 && Results > 0 && Cancellations > 0;
}

/// <summary>Runs guests on many threads, each in stores of its own, and cancels them at random.</summary>
public static class ThreadsRun
{
    private const string Program = """
        (module
          (memory (export "memory") 4 16)
          (global $calls (mut i32) (i32.const 0))
          (func (export "calls") (result i32) (global.set $calls (i32.add (global.get $calls) (i32.const 1))) (global.get $calls))
          (func (export "dirty") (result i32) (local $at i32)
            (loop $next
              (if (i64.ne (i64.load (local.get $at)) (i64.const 0)) (then (return (local.get $at))))
              (local.set $at (i32.add (local.get $at) (i32.const 8)))
              (br_if $next (i32.lt_u (local.get $at) (i32.const 262144))))
            (memory.fill (i32.const 0) (i32.const 0xAA) (i32.const 262144))
            (i32.const -1))
          (func $fib (export "fib") (param i32) (result i32)
            (if (i32.lt_u (local.get 0) (i32.const 2)) (then (return (local.get 0))))
            (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))
          (func (export "mix") (param $seed i32) (param $rounds i32) (result i32)
            (loop $next
              (local.set $seed (i32.add (i32.mul (local.get $seed) (i32.const 1664525)) (i32.const 1013904223)))
              (i32.store (i32.and (local.get $seed) (i32.const 0x3fffc)) (local.get $seed))
              (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
              (br_if $next (local.get $rounds)))
            (i32.load (i32.and (local.get $seed) (i32.const 0x3fffc))))
          (func (export "forever") (loop $l (br $l)))
          (func $down (export "down") (param i32) (result i32) (i32.add (i32.const 1) (call $down (local.get 0)))))
        """;

    /// <summary>Longer than any of these takes, however busy the machine.</summary>
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(30);

    /// <summary>Runs them.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="time">The time that the run takes.</param>
    /// <param name="seed">The seed that the choices follow from.</param>
    /// <param name="output">The writer for progress.</param>
    public static ThreadsReport Run(int threads, TimeSpan time, int seed, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{threads} threads on {Environment.ProcessorCount} cores for {time.TotalSeconds:F0} s, seed {seed}"));
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var module = Module.FromText(engine, Program);
        RunWorkers(engine, module, threads, TimeSpan.FromSeconds(1), seed);
        var before = ProcessMemory.Measure();
        output.WriteLine($"before: {before}");
        var workers = RunWorkers(engine, module, threads, time, seed + 1);
        var after = ProcessMemory.Measure();
        var report = new ThreadsReport(
            workers.Sum(worker => worker.Results),
            workers.Sum(worker => worker.Cancellations),
            [.. workers.SelectMany(worker => worker.Surprises)],
            TimeSpan.FromTicks(workers.Max(worker => worker.Slowest.Ticks)),
            before,
            after);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Results} right results, {report.Cancellations} cancellations, the slowest seen by its guest after "
            + $"{report.Slowest.TotalMilliseconds:F0} ms"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after: {after}, {report.Share:P1} of before"));
        foreach (var surprise in report.Surprises.Take(20))
        {
            output.WriteLine($"surprise: {surprise}");
        }

        output.WriteLine(report.IsSuccess ? "passed" : "FAILED");
        return report;
    }

    private static Worker[] RunWorkers(Engine engine, Module module, int count, TimeSpan time, int seed)
    {
        var workers = Enumerable.Range(0, count)
            .Select(number => new Worker(engine, module, new Random((seed * 1000) + number), time)).ToArray();
        var threads = workers.Select(worker => new Thread(worker.Run, 1 << 20)).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        // Stops whoever happens to run, at random, until all have ended.
        var random = new Random(seed);
        while (threads.Any(thread => thread.IsAlive))
        {
            workers[random.Next(count)].InterruptFromOutside();
            Thread.Sleep(random.Next(3));
        }

        return workers;
    }

    private sealed class Worker(Engine engine, Module module, Random random, TimeSpan time)
    {
        private readonly Lock _gate = new();
        private Store? _store;

        internal long Results { get; private set; }

        internal long Cancellations { get; private set; }

        internal List<string> Surprises { get; } = [];

        internal TimeSpan Slowest { get; private set; }

        internal void InterruptFromOutside()
        {
            lock (_gate)
            {
                _store?.Interrupt();
            }
        }

        internal void Run()
        {
            try
            {
                var clock = Stopwatch.StartNew();
                while (clock.Elapsed < time)
                {
                    UseStore();
                }
            }
            catch (Exception exception)
            {
                Surprises.Add(exception.ToString());
            }
        }

        private void UseStore()
        {
            using var store = new Store(engine, new StoreLimits { MemoryBytes = 1 << 20 });
            var instance = new Linker(engine).Instantiate(store, module);
            if (instance.GetFunction<Func<int>>("dirty")() is >= 0 and var place)
            {
                Surprises.Add($"a new memory holds old bytes at {place}");
            }

            lock (_gate)
            {
                _store = store;
            }

            for (var round = 0; round < 20; round++)
            {
                UseInstance(store, instance);
            }

            lock (_gate)
            {
                _store = null;
            }

            // Whatever was to be stopped has been: at most the next call still is.
            var calls = instance.GetFunction<Func<int>>("calls");
            if (!Try(() => calls() == 1) && !Try(() => calls() == 1))
            {
                Surprises.Add("a store stays interrupted");
            }
        }

        private void UseInstance(Store store, Instance instance)
        {
            switch (random.Next(6))
            {
                case 0:
                    Try(() => instance.GetFunction<Func<int, int>>("fib")(18) == 2584);
                    break;
                case 1:
                    var seed = random.Next();
                    var rounds = random.Next(1, 100_000);
                    Try(() => instance.GetFunction<Func<int, int, int>>("mix")(seed, rounds) == Mix(seed, rounds));
                    break;
                case 2:
                    StopForever(instance, milliseconds => store.InterruptAfter(TimeSpan.FromMilliseconds(milliseconds)));
                    break;
                case 3:
                    using (var source = new CancellationTokenSource())
                    {
                        StopForever(instance, milliseconds =>
                        {
                            var scope = store.InterruptOn(source.Token);
                            source.CancelAfter(milliseconds);
                            return scope;
                        });
                    }

                    break;
                case 4:
                    // May be stopped, or not, and must work afterwards.
                    using (store.InterruptAfter(TimeSpan.FromMilliseconds(random.NextDouble() * 3)))
                    {
                        Try(() => instance.GetFunction<Func<int, int>>("fib")(20) == 6765);
                    }

                    break;
                default:
                    Try(() => instance.GetFunction<Func<int, int>>("down")(0) == -1, TrapCode.StackExhausted);
                    break;
            }
        }

        private void StopForever(Instance instance, Func<int, IDisposable> arrange)
        {
            var milliseconds = random.Next(20);
            var clock = Stopwatch.StartNew();
            using (arrange(milliseconds))
            {
                Try(() =>
                {
                    instance.GetFunction<Action>("forever")();
                    return false;
                });
            }

            var late = clock.Elapsed - TimeSpan.FromMilliseconds(milliseconds);
            Slowest = late > Slowest ? late : Slowest;
            if (late > Lost)
            {
                Surprises.Add($"a cancellation took {late}");
            }
        }

        /// <summary>Calls a guest.</summary>
        /// <returns>False when it was stopped.</returns>
        private bool Try(Func<bool> call, TrapCode? expected = null)
        {
            try
            {
                if (call())
                {
                    Results++;
                }
                else
                {
                    Surprises.Add("a wrong result");
                }

                return true;
            }
            catch (TrapException trap) when (trap.Code is TrapCode.Interrupted or TrapCode.DeadlinePassed)
            {
                Cancellations++;
                return false;
            }
            catch (TrapException trap) when (trap.Code == expected)
            {
                Results++;
                return true;
            }
        }

        private static int Mix(int seed, int rounds)
        {
            for (; rounds > 0; rounds--)
            {
                seed = (seed * 1664525) + 1013904223;
            }

            return seed;
        }
    }
}
