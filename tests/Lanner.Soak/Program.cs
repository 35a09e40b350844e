using System.CommandLine;
using Lanner.Soak;

var count = new Option<int>("--count") { Description = "How many hostile instances.", DefaultValueFactory = _ => 10_000 };
var suite = new Option<string?>("--suite") { Description = "The official test suite, to be passed before and after." };
var seed = new Option<int>("--seed") { Description = "What the choices follow from.", DefaultValueFactory = _ => Environment.TickCount };
var hostile = new Command(
    "hostile",
    "Runs hostile instances in one process, each stopped by a limit, and then the test suite; says what became of the memory.")
{
    count, suite, seed,
};
hostile.SetAction(result =>
{
    var report = HostileRun.Run(result.GetValue(count), result.GetValue(seed), result.GetValue(suite), Console.Out);
    return report.IsSuccess ? 0 : 1;
});

var threads = new Option<int>("--threads")
{
    Description = "How many threads, each with a store of its own.",
    DefaultValueFactory = _ => 64,
};
var seconds = new Option<int>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 60 };
var concurrent = new Command(
    "threads",
    "Runs guests on many threads with cancellations at random; says whether one was lost or a result was wrong.")
{
    threads, seconds, seed,
};
concurrent.SetAction(result =>
{
    var report = ThreadsRun.Run(
        result.GetValue(threads), TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(seed), Console.Out);
    return report.IsSuccess ? 0 : 1;
});

var kills = new Option<int>("--count") { Description = "How many processes.", DefaultValueFactory = _ => 100 };
var lanner = new Option<string>("--command")
{
    Description = "The command lanner.",
    DefaultValueFactory = _ => "artifacts/bin/Lanner.Cli/release/lanner",
};
var cache = new Command("cache", "Kills processes that fill the cache of compiled modules; says whether a run then went wrong.")
{
    lanner, kills, seed,
};
cache.SetAction(result =>
    CacheRun.Run(result.GetRequiredValue(lanner), result.GetValue(kills), result.GetValue(seed), Console.Out) ? 0 : 1);

var root = new RootCommand("Runs of Lanner that take long, to find what short tests do not.") { hostile, concurrent, cache };
return root.Parse(args).Invoke();
