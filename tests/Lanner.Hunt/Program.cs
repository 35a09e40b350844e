using System.CommandLine;
using Lanner.Hunt;
using Lanner.Hunt.Generation;

var seed = new Option<ulong>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
var count = new Option<long>("--count") { Description = "How many modules at most.", DefaultValueFactory = _ => 1000 };
var seconds = new Option<double>("--seconds") { Description = "How long at most.", DefaultValueFactory = _ => 3600 };
var threads = new Option<int>("--threads") { Description = "How many at a time.", DefaultValueFactory = _ => Environment.ProcessorCount };
var folder = new Option<string>("--folder") { Description = "Where finds are saved.", DefaultValueFactory = _ => "artifacts/hunt" };
var noShrink = new Option<bool>("--no-shrink") { Description = "Leave finds as large as they are." };
var differential = new Command("differential", "Compares generated modules in Lanner's ways of running and in Wasmtime.") { seed, count, seconds, threads, folder, noShrink };
differential.SetAction(result => new DifferentialHunt(
    new HuntOptions(
        result.GetValue(seed),
        result.GetValue(count),
        TimeSpan.FromSeconds(result.GetValue(seconds)),
        result.GetValue(threads),
        result.GetValue(folder)!,
        !result.GetValue(noShrink)),
    Console.Out).Run() == 0 ? 0 : 1);
var output = new Argument<string>("file") { Description = "Where the module goes." };
var generate = new Command("generate", "Writes the module of a seed.") { seed, output };
generate.SetAction(result => File.WriteAllBytes(result.GetValue(output)!, ModuleGenerator.Generate(new Chance(result.GetValue(seed))).Bytes));
return new RootCommand("Hunts for bugs in Lanner.") { differential, generate }.Parse(args).Invoke();
