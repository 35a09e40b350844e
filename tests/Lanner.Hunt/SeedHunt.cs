using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Lanner.Hunt;

/// <summary>A hunt that works through seeds, each of which stands for one input, on several threads.</summary>
/// <typeparam name="TWorker">The type of the state that each thread has for itself.</typeparam>
/// <remarks>Seeds are taken in order. Progress is written at every 1,000th, so that not much is unknown when a process ends in a way that
/// it should not.</remarks>
internal abstract class SeedHunt<TWorker>(HuntOptions options, TextWriter output)
    where TWorker : IDisposable
{
    private const long InputsInReport = 1000;

    /// <summary>An input that takes longer hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _tried;
    private readonly ConcurrentQueue<ulong> _found = new();

    /// <summary>The seeds of what was found, in order.</summary>
    internal IEnumerable<ulong> FoundSeeds => _found.Order();

    /// <summary>The word for the inputs in messages.</summary>
    protected abstract string Inputs { get; }

    /// <summary>The counts to tell at the end besides.</summary>
    protected abstract string Counts { get; }

    protected HuntOptions Options => options;

    /// <summary>Hunts; the result is the number of finds.</summary>
    internal int Run()
    {
        Write($"The JIT uses {HuntProcess.Describe()}.");
        var next = (long)options.Seed - 1;
        var end = (long)options.Seed + options.Count;
        var threads = Enumerable.Range(0, options.Threads).Select(number => new Thread(() => Work(number), 16 << 20)).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Report();
        if (_tried < options.Count)
        {
            Write($"to go on: --seed {(long)options.Seed + _tried} --count {options.Count - _tried}");
        }

        return _found.Count;

        void Work(int thread)
        {
            using var worker = CreateWorker();
            while (_clock.Elapsed < options.Time && !options.Stop.IsCancellationRequested && !(options.EndsWithFirst && !_found.IsEmpty))
            {
                var seed = Interlocked.Increment(ref next);
                if (seed >= end)
                {
                    break;
                }

                options.Journal?.Begin(thread, seed);
                using (new Timer(_ => Environment.FailFast($"seed {seed} hangs"), null, Patience, Timeout.InfiniteTimeSpan))
                {
                    Try(worker, (ulong)seed);
                }

                if (Interlocked.Increment(ref _tried) % InputsInReport == 0)
                {
                    Report();
                }
            }
        }
    }

    protected abstract TWorker CreateWorker();

    /// <summary>Tries one input, and reports finds.</summary>
    protected abstract void Try(TWorker worker, ulong seed);

    protected void Find(ulong seed, string what, string file, byte[] input)
    {
        _found.Enqueue(seed);
        Save(file, input);
        Write($"seed {seed}: {what}");
    }

    protected void Save(string file, byte[] input)
    {
        Directory.CreateDirectory(options.Folder);
        File.WriteAllBytes(Path.Combine(options.Folder, file), input);
    }

    protected void Write(string line)
    {
        lock (output)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private void Report() => Write(string.Create(
        CultureInfo.InvariantCulture,
        $"{_tried} {Inputs} from seed {options.Seed} in {_clock.Elapsed.TotalSeconds:F0} s: {_found.Count} finds, {Counts}, "
        + $"{Environment.WorkingSet >> 20} MiB resident"));
}
