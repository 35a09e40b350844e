using System.Globalization;
using System.Text;
using Lanner.Hunt.Contenders;
using Lanner.Hunt.Generation;
using Lanner.Text.Printing;

namespace Lanner.Hunt;

/// <summary>Runs generated modules in Lanner, in Wasmtime and in the reference interpreter, and compares all that the host can see.
/// Lanner's ways of running take turns, seed by seed.</summary>
internal sealed class DifferentialHunt(HuntOptions options, TextWriter output) : SeedHunt<DifferentialHunt.Team>(options, output)
{
    private long _inconclusive;

    protected override string Inputs => "modules";

    protected override string Counts => $"{_inconclusive} without a verdict for want of stack";

    protected override Team CreateWorker() => new(Options.Oracle);

    protected override void Try(Team worker, ulong seed)
    {
        var chance = new Chance(seed);
        var generator = Options.Generators[seed % (ulong)Options.Generators.Length];
        var generated = generator.Generate(chance);
        var difference = worker.Compare(generated, seed, out var isConclusive);
        if (!isConclusive)
        {
            Interlocked.Increment(ref _inconclusive);
        }

        if (difference is null)
        {
            return;
        }

        Find(seed, $"{generator.Name}: {difference}", $"{generator.Name}-{seed}.wasm", generated.Bytes);
        if (!Options.Shrinks)
        {
            return;
        }

        var kind = KindOf(difference);
        var smallest = Shrinker.Shrink(
            chance.Decisions,
            decisions => worker.Compare(generator.Generate(new Chance(decisions)), seed, out _) is { } other && KindOf(other) == kind,
            TimeSpan.FromSeconds(60));
        var small = generator.Generate(new Chance(smallest));
        Save($"{generator.Name}-{seed}.small.wasm", small.Bytes);
        Save($"{generator.Name}-{seed}.small.wat", Print(small.Bytes));
        Write($"seed {seed}: {small.Bytes.Length} bytes left: {worker.Compare(small, seed, out _)}");
    }

    private static byte[] Print(byte[] module)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        ModulePrinter.Print(module, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Returns the contenders that differ, and whether by an exception: what must stay when a find is made smaller.</summary>
    private static string KindOf(string difference) => difference[..difference.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>The contenders of one thread.</summary>
    internal sealed class Team : IDisposable
    {
        private readonly IContender[] _referees;
        private readonly IContender[] _deterministicReferees;
        private readonly LannerContender[][] _lineups = LannerVariants.Lineups();
        private readonly LannerContender[][] _deterministicLineups = LannerVariants.DeterministicLineups();

        internal Team(Oracle oracle = Oracle.Both)
        {
            _referees = Referees(oracle, isDeterministic: false);
            _deterministicReferees = Referees(oracle, isDeterministic: true);
        }

        /// <summary>Returns the differences when the module runs in all of Lanner's ways; none, when they agree.</summary>
        internal IEnumerable<string> CompareAll(GeneratedModule generated)
        {
            var count = generated.IsDeterministic ? _deterministicLineups.Length : _lineups.Length;
            return Enumerable.Range(0, count).Select(lineup => Compare(generated, (ulong)lineup, lineup, out _)).OfType<string>();
        }

        /// <summary>Returns the difference in one of the ways, which the seed chooses, or null.</summary>
        internal string? Compare(GeneratedModule generated, ulong seed, out bool isConclusive)
        {
            // Spread, since seeds that follow each other take the generators in turn: each of them is to meet each of the ways.
            var count = generated.IsDeterministic ? _deterministicLineups.Length : _lineups.Length;
            return Compare(generated, seed, (int)((seed * 0x9E3779B97F4A7C15 >> 32) % (ulong)count), out isConclusive);
        }

        private string? Compare(GeneratedModule generated, ulong seed, int lineup, out bool isConclusive)
        {
            isConclusive = true;
            var plan = CallPlan.Make(generated, new Chance(seed ^ 0xCA11));
            var referees = generated.IsDeterministic ? _deterministicReferees : _referees;
            var expected = new Outcome[referees.Length];
            for (var index = 0; index < referees.Length; index++)
            {
                if (Run(referees[index], generated, plan, out var problem) is not { } verdict)
                {
                    return problem;
                }

                expected[index] = verdict;
                isConclusive &= verdict.IsConclusive;
                if (verdict.DifferenceTo(expected[0]) is { } dispute)
                {
                    return $"{referees[index].Name} differs from {referees[0].Name}: {dispute}";
                }
            }

            (string Name, long Fuel)? first = null;
            var lineups = generated.IsDeterministic ? _deterministicLineups : _lineups;
            foreach (var lanner in lineups[lineup])
            {
                if (Run(lanner, generated, plan, out var problem) is not { } outcome)
                {
                    return problem;
                }

                isConclusive &= outcome.IsConclusive;
                if (outcome.DifferenceTo(expected[0]) is { } difference)
                {
                    return $"{lanner.Name} differs from {string.Join(" and ", referees.Select(referee => referee.Name))}: {difference}";
                }

                if (isConclusive && outcome.Fuel is { } fuel)
                {
                    first ??= (lanner.Name, fuel);
                    if (fuel != first.Value.Fuel)
                    {
                        return $"{lanner.Name} differs from {first.Value.Name}: fuel {fuel} against {first.Value.Fuel}";
                    }
                }
            }

            return null;
        }

        private static Outcome? Run(IContender contender, GeneratedModule generated, CallPlan plan, out string? problem)
        {
            try
            {
                problem = null;
                return contender.Run(generated, plan);
            }
            catch (Exception exception)
            {
                problem =
                    $"{contender.Name} throws {exception.GetType().Name}: "
                    + $"{exception.Message} {exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
                return null;
            }
        }

        public void Dispose()
        {
            foreach (var contender in _lineups.Concat(_deterministicLineups).SelectMany(lineup => lineup.AsEnumerable<IContender>())
                .Concat(_referees).Concat(_deterministicReferees))
            {
                contender.Dispose();
            }
        }

        private static IContender[] Referees(Oracle oracle, bool isDeterministic) => oracle switch
        {
            Oracle.Wasmtime => [new WasmtimeContender(isDeterministic)],
            Oracle.Interpreter => [new InterpreterContender()],
            _ => [new WasmtimeContender(isDeterministic), new InterpreterContender()],
        };
    }
}
