using System.Globalization;
using Lanner.Binary;
using Lanner.Hunt.Generation;
using Lanner.Hunt.Mutation;
using Lanner.Validation;

namespace Lanner.Hunt.Tests;

/// <summary>A short hunt. The long ones are commands of Lanner.Hunt.</summary>
public sealed class HuntTests(ITestOutputHelper output)
{
    private const int ModulesOfGenerator = 200;

    public static TheoryData<string> Generators => [.. ModuleGenerators.All.Select(generator => generator.Name)];

    [Theory]
    [MemberData(nameof(Generators))]
    public void Generated_modules_are_valid(string name)
    {
        var generator = ModuleGenerators.Named(name)[0];
        for (var seed = 0UL; seed < 300; seed++)
        {
            var module = generator.Generate(new Chance(seed));

            ModuleValidator.Validate(ModuleDecoder.Decode(module.Bytes, WasmFeatures.All));
        }
    }

    [Theory]
    [MemberData(nameof(Generators))]
    public void The_same_decisions_make_the_same_module(string name)
    {
        var generator = ModuleGenerators.Named(name)[0];
        var chance = new Chance(42);
        var module = generator.Generate(chance);

        var again = generator.Generate(new Chance(chance.Decisions));

        Assert.Equal(module.Bytes, again.Bytes);
    }

    [Fact]
    public void A_generator_that_there_is_not_is_refused_with_the_names_of_those_that_there_are()
    {
        var refusal = Assert.Throws<ArgumentException>(() => ModuleGenerators.Named("none"));

        Assert.Contains("rotations", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_find_is_shrunk_to_what_makes_it_one()
    {
        int[] decisions = [.. Enumerable.Range(1, 200)];

        var smallest = Shrinker.Shrink(decisions, candidate => candidate.Contains(77) && candidate.Contains(150), TimeSpan.FromSeconds(10));

        Assert.Equal([77, 150], smallest);
    }

    /// <summary>Against both referees. Seeds with a known difference stand in known-differences.txt; one that is listed and does not differ
    /// any more must be taken out.</summary>
    [Theory]
    [MemberData(nameof(Generators))]
    public void Generated_modules_run_alike_in_all_ways_and_for_both_referees_unless_they_are_listed(string name)
    {
        var report = new StringWriter();
        var hunt = new DifferentialHunt(OptionsFor(ModulesOfGenerator) with { Generators = ModuleGenerators.Named(name) }, report);

        hunt.Run();

        output.WriteLine(report.ToString());
        Assert.Equal(KnownDifferences(name), hunt.FoundSeeds);
    }

    [Fact]
    public void Mutated_modules_and_scripts_end_in_declared_exceptions()
    {
        var folders = Folders().ToArray();
        var report = new StringWriter();

        var finds = new MutationHunt(OptionsFor(5_000), Corpus.Read(folders), report).Run();

        Assert.True(finds == 0, report.ToString());
        output.WriteLine(report.ToString());
    }

    /// <summary>The seeds of a generator that are known to show a difference, in order.</summary>
    private static ulong[] KnownDifferences(string generator) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "known-differences.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 3))
            .Where(parts => parts[0] == generator)
            .Select(parts => parts.Length == 3
                ? ulong.Parse(parts[1], CultureInfo.InvariantCulture)
                : throw new FormatException($"{parts[0]} {parts[1]} gives no reason."))
            .Order(),
    ];

    private static HuntOptions OptionsFor(long count) =>
        new(1, count, TimeSpan.FromMinutes(5), Environment.ProcessorCount, Repository.PathOf("artifacts/hunt-tests"), Shrinks: false);

    /// <summary>The samples, and the official suite where it is.</summary>
    private static IEnumerable<string> Folders()
    {
        yield return Repository.PathOf("samples");
        yield return Repository.PathOf("bench/programs");
        if (TestSuite.Folder is { } suite)
        {
            yield return suite;
        }
    }
}
