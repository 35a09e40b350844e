using System.CommandLine;
using System.Runtime.InteropServices;
using Lanner.Hunt;
using Lanner.Hunt.CanonicalAbi;
using Lanner.Hunt.Generation;
using Lanner.Hunt.Mutation;
using Lanner.Hunt.OldBugs;
using Lanner.Hunt.Tasks;

// Whoever is told to stop says how far it got.
using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

var seed = new Option<ulong>("--seed") { Description = "The first seed; the others follow it.", DefaultValueFactory = _ => 1 };
var count = new Option<long>("--count") { Description = "How many inputs at most.", DefaultValueFactory = _ => 1000 };
var seconds = new Option<double>("--seconds") { Description = "How long at most.", DefaultValueFactory = _ => 3600 };
var threads = new Option<int>("--threads")
{
    Description = "How many inputs at a time.",
    DefaultValueFactory = _ => Environment.ProcessorCount,
};
var folder = new Option<string>("--folder")
{
    Description = "Where finds, or extracted modules, are saved.",
    DefaultValueFactory = _ => "artifacts/hunt",
};
var noShrink = new Option<bool>("--no-shrink") { Description = "Leave finds as large as they are." };

var first = new Option<bool>("--first") { Description = "End with the first find." };
var generator = new Option<string>("--generator")
{
    Description =
        $"What makes the modules: {ModuleGenerators.Mix} (all in turn), "
        + $"{string.Join(", ", ModuleGenerators.All.Select(each => each.Name))}.",
    DefaultValueFactory = _ => ModuleGenerators.Mix,
};
var oracle = new Option<Oracle>("--oracle") { Description = "What Lanner is compared with.", DefaultValueFactory = _ => Oracle.Both };

var hardware = new Option<Hardware>("--hardware") { Description = "What the JIT may use." };
var journal = new Option<string>("--journal")
{
    Description = "The file in which a hunt in a process of its own notes seeds.",
    Hidden = true,
};

var differential = new Command(
    "differential",
    "Compares generated modules in Lanner's ways of running, in Wasmtime and in the reference interpreter.")
{
    seed, count, seconds, threads, folder, noShrink, first, generator, oracle, hardware, journal,
};
differential.SetAction(result =>
{
    var options =
        OptionsOf(result) with
        {
            Generators = ModuleGenerators.Named(result.GetValue(generator)!),
            Oracle = result.GetValue(oracle),
            EndsWithFirst = result.GetValue(first),
        };
    if (result.GetValue(journal) is not { } path)
    {
        return HuntProcess.Run(
            Environment.ProcessPath!, HuntProcess.ArgumentsFor(options, result.GetValue(generator)!), options, result.GetValue(hardware),
            Console.Out) == 0 ? 0 : 1;
    }

    using var seeds = SeedJournal.Open(path, options.Threads);
    return new DifferentialHunt(options with { Journal = seeds }, Console.Out).Run() == 0 ? 0 : 1;
});

var corpus = new Argument<string[]>("folder")
{
    Description = "Folders with .wast, .wat and .wasm files.",
    Arity = ArgumentArity.OneOrMore,
};
var mutation = new Command("mutation", "Mutates modules and scripts, reads them, and runs what stayed valid.")
{
    corpus, seed, count, seconds, threads, folder,
};
mutation.SetAction(result => new MutationHunt(OptionsOf(result), Corpus.Read(result.GetValue(corpus)!), Console.Out).Run() == 0 ? 0 : 1);

var components = new Command(
    "components",
    "Passes values of random types, and memory that breaks the rules, through components in Lanner and Wasmtime.")
{
    seed, count, seconds, threads, folder, noShrink, first,
};
components.SetAction(
    result => new ComponentHunt(OptionsOf(result) with { EndsWithFirst = result.GetValue(first) }, Console.Out).Run() == 0 ? 0 : 1);

var tasks = new Command(
    "tasks",
    "Runs tasks that call, wait, stream, cancel and drop in random orders, beside a model that follows the specification.")
{
    seed, count, seconds, threads, folder, noShrink, first,
};
tasks.SetAction(result => new TaskHunt(OptionsOf(result) with { EndsWithFirst = result.GetValue(first) }, Console.Out).Run() == 0 ? 0 : 1);

var file = new Argument<string>("file") { Description = "Where the module goes." };
var generate = new Command("generate", "Writes the module of a seed.") { file, seed, generator };
generate.SetAction(
    result => File.WriteAllBytes(result.GetValue(file)!, GeneratorOf(result).Generate(new Chance(result.GetValue(seed))).Bytes));

var extract = new Command("extract", "Writes the modules that mutations start from to a folder, for tests/Lanner.Fuzz.") { corpus, folder };
extract.SetAction(result => Corpus.Read(result.GetValue(corpus)!).WriteTo(result.GetValue(folder)!));

var files = new Argument<string[]>("file") { Description = "Modules, binary or text.", Arity = ArgumentArity.OneOrMore };
var deterministic = new Option<bool>("--deterministic")
{
    Description = "Takes deterministic engines: for modules that use relaxed vectors or look at the bits of NaNs.",
};
var compare = new Command(
    "compare",
    "Compares modules of files, such as finds, in all of Lanner's ways of running, in Wasmtime and in the reference interpreter.")
{
    files, deterministic,
};
compare.SetAction(result =>
{
    using var team = new DifferentialHunt.Team();
    var differences = result.GetValue(files)!
        .SelectMany(
            file => team.CompareAll(ForeignModule.Read(file, result.GetValue(deterministic))).Select(difference => $"{file}: {difference}"))
        .ToArray();
    Array.ForEach(differences, Console.WriteLine);
    return differences.Length == 0 ? 0 : 1;
});

var repository = new Option<string>("--repository")
{
    Description = "The folder with Lanner.slnx.",
    DefaultValueFactory = _ => ".",
};
var oldCount = new Option<long>("--count") { Description = "How many modules at most for each.", DefaultValueFactory = _ => 10_000 };
var bugs = new Argument<string[]>("bug") { Description = "The bugs, by their names in docs/jit-quirks.md; by default all." };
var oldBugs = new Command("old-bugs", "Puts old bugs back into a copy of the sources, one at a time, and hunts until they are found.")
{
    bugs, seed, oldCount, seconds, threads, repository,
};
oldBugs.SetAction(result =>
{
    var options = OptionsOf(result) with { Count = result.GetValue(oldCount) };
    return new OldBugHunt(Path.GetFullPath(result.GetValue(repository)!), options, Console.Out).Run(result.GetValue(bugs)!) == 0 ? 0 : 1;
});

return new RootCommand("Hunts for bugs in Lanner. Exits with 1 when it finds one.")
{
    differential, mutation, components, tasks, generate, extract, compare, oldBugs,
}
    .Parse(args).Invoke();

HuntOptions OptionsOf(ParseResult result) => new(
    result.GetValue(seed),
    result.GetValue(count),
    TimeSpan.FromSeconds(result.GetValue(seconds)),
    result.GetValue(threads),
    result.GetValue(folder)!,
    !result.GetValue(noShrink),
    stop.Token);

IModuleGenerator GeneratorOf(ParseResult result)
{
    var generators = ModuleGenerators.Named(result.GetValue(generator)!);
    return generators[result.GetValue(seed) % (ulong)generators.Length];
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
