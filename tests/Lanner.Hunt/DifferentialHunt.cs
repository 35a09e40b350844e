using System.Diagnostics;
using System.Globalization;
using Lanner.Hunt.Contenders;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt;

/// <summary>Runs generated modules in Lanner, each in two of its ways of running, and in Wasmtime, and compares all that the host can see.</summary>
internal sealed class DifferentialHunt(HuntOptions options, TextWriter output)
{
    /// <summary>A module that takes longer hangs: its fuel lasts for milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private long _compared;
    private long _inconclusive;
    private int _finds;

    /// <summary>Hunts; the result is the number of finds.</summary>
    internal int Run()
    {
        var clock = Stopwatch.StartNew();
        var next = (long)options.Seed - 1;
        var end = (long)options.Seed + options.Count;
        var threads = Enumerable.Range(0, options.Threads).Select(_ => new Thread(Work, 16 << 20)).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_compared} modules from seed {options.Seed} in {clock.Elapsed.TotalSeconds:F0} s: {_finds} differences, {_inconclusive} without a verdict for want of stack"));
        return _finds;

        void Work()
        {
            using var team = new Team();
            while (clock.Elapsed < options.Time)
            {
                var seed = Interlocked.Increment(ref next);
                if (seed >= end)
                {
                    break;
                }

                using var watchdog = new Timer(_ => Environment.FailFast($"seed {seed} hangs"), null, Patience, Timeout.InfiniteTimeSpan);
                Compare(team, (ulong)seed);
            }
        }
    }

    private void Compare(Team team, ulong seed)
    {
        var chance = new Chance(seed);
        var generated = ModuleGenerator.Generate(chance);
        var difference = team.Compare(generated, seed, out var isConclusive);
        Interlocked.Increment(ref _compared);
        if (!isConclusive)
        {
            Interlocked.Increment(ref _inconclusive);
        }

        if (difference is null)
        {
            return;
        }

        Interlocked.Increment(ref _finds);
        lock (output)
        {
            output.WriteLine($"seed {seed}: {difference}");
        }

        Save($"{seed}.wasm", generated.Bytes);
        if (!options.Shrinks)
        {
            return;
        }

        var kind = KindOf(difference);
        var smallest = Shrinker.Shrink(
            chance.Decisions,
            decisions => team.Compare(ModuleGenerator.Generate(new Chance(decisions)), seed, out _) is { } other && KindOf(other) == kind,
            TimeSpan.FromSeconds(60));
        var small = ModuleGenerator.Generate(new Chance(smallest));
        Save($"{seed}.small.wasm", small.Bytes);
        lock (output)
        {
            output.WriteLine($"seed {seed}: {small.Bytes.Length} bytes left: {team.Compare(small, seed, out _)}");
        }
    }

    /// <summary>Who differs, and whether by an exception: what must stay when a find is made smaller.</summary>
    private static string KindOf(string difference) => difference[..difference.IndexOf(':', StringComparison.Ordinal)];

    private void Save(string name, byte[] bytes)
    {
        Directory.CreateDirectory(options.Folder);
        File.WriteAllBytes(Path.Combine(options.Folder, name), bytes);
    }

    /// <summary>The contenders of one thread.</summary>
    private sealed class Team : IDisposable
    {
        private readonly WasmtimeContender _referee = new();
        private readonly LannerContender[] _lanners = LannerVariants.All();

        /// <summary>What differs, or null.</summary>
        internal string? Compare(GeneratedModule generated, ulong seed, out bool isConclusive)
        {
            isConclusive = true;
            var plan = CallPlan.Make(generated, new Chance(seed ^ 0xCA11));
            var expected = _referee.Run(generated, plan);
            foreach (var lanner in (ReadOnlySpan<LannerContender>)[_lanners[0], _lanners[1 + (int)(seed % (ulong)(_lanners.Length - 1))]])
            {
                try
                {
                    var outcome = lanner.Run(generated, plan);
                    isConclusive &= outcome.IsConclusive && expected.IsConclusive;
                    if (outcome.DifferenceTo(expected) is { } difference)
                    {
                        return $"{lanner.Name} differs from {_referee.Name}: {difference}";
                    }
                }
                catch (Exception exception)
                {
                    return $"{lanner.Name} throws {exception.GetType().Name}: {exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
                }
            }

            return null;
        }

        public void Dispose()
        {
            _referee.Dispose();
            Array.ForEach(_lanners, lanner => lanner.Dispose());
        }
    }
}
