using Lanner.Binary;
using Lanner.Hunt.Generation;
using Lanner.Hunt.Mutation;
using Lanner.Validation;

namespace Lanner.Hunt.Tests;

/// <summary>A short hunt. The long ones are commands of Lanner.Hunt.</summary>
public sealed class HuntTests(ITestOutputHelper output)
{
    [Fact]
    public void Generated_modules_are_valid()
    {
        for (var seed = 0UL; seed < 500; seed++)
        {
            var module = new ModuleGenerator().Generate(new Chance(seed));

            ModuleValidator.Validate(ModuleDecoder.Decode(module.Bytes, WasmFeatures.All));
        }
    }

    [Fact]
    public void The_same_decisions_make_the_same_module()
    {
        var chance = new Chance(42);
        var module = new ModuleGenerator().Generate(chance);

        var again = new ModuleGenerator().Generate(new Chance(chance.Decisions));

        Assert.Equal(module.Bytes, again.Bytes);
    }

    [Fact]
    public void A_find_is_shrunk_to_what_makes_it_one()
    {
        int[] decisions = [.. Enumerable.Range(1, 200)];

        var smallest = Shrinker.Shrink(decisions, candidate => candidate.Contains(77) && candidate.Contains(150), TimeSpan.FromSeconds(10));

        Assert.Equal([77, 150], smallest);
    }

    [Fact]
    public void Generated_modules_run_alike_in_all_ways_and_in_Wasmtime()
    {
        var report = new StringWriter();

        var finds = new DifferentialHunt(OptionsFor(300), report).Run();

        Assert.True(finds == 0, report.ToString());
        output.WriteLine(report.ToString());
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
