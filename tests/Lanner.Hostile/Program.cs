using System.CommandLine;
using Lanner.Hostile.Attacks;
using Lanner.Hostile.Shapes;
using Lanner.Hostile.Steps;

var filter = new Option<string>("--filter")
{
    Description = "A regular expression that is to be found in the names of the shapes.",
    DefaultValueFactory = _ => "",
};
var sizes = new Option<int[]>("--sizes")
{
    Description = "The sizes of the modules in bytes. With three, each double the one before, what grows faster than its size is marked.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [10_000, 20_000, 40_000],
};
var limit = new Option<double>("--limit") { Description = "How many seconds a module may take.", DefaultValueFactory = _ => 20 };
var least = new Option<double>("--least")
{
    Description = "Only modules that take at least so many milliseconds are printed.",
    DefaultValueFactory = _ => 0,
};
var isChecked = new Option<bool>("--checked") { Description = "With fuel, interruption, and compared addresses." };
var time = new Option<double?>("--compilation-time")
{
    Description = "The limit of the engine, in milliseconds: EngineLimits.CompilationTime.",
};
var shapes = new Command(
    "shapes",
    "Makes modules that repeat a construct of the format, and measures the time and the memory from bytes to the end of a call.")
{
    filter, sizes, limit, least, isChecked, time,
};
shapes.SetAction(result => ShapeRun.Run(
    result.GetValue(filter)!,
    result.GetValue(sizes)!,
    TimeSpan.FromSeconds(result.GetValue(limit)),
    new ShapeOptions(result.GetValue(isChecked), result.GetValue(time)),
    TimeSpan.FromMilliseconds(result.GetValue(least)),
    Console.Out) == 0 ? 0 : 1);

var worker = new Command("shapes-worker", "The process in which shapes are measured.") { isChecked, time };
worker.SetAction(result => ShapeRun.Serve(new ShapeOptions(result.GetValue(isChecked), result.GetValue(time)), Console.In, Console.Out));

var name = new Argument<string>("name") { Description = "The name of the shape." };
var size = new Argument<int>("size") { Description = "The size in bytes." };
var file = new Argument<FileInfo>("file") { Description = "The file to write." };
var write = new Command("shape", "Writes a module of one shape.") { name, size, file };
write.SetAction(result => File.WriteAllBytes(
    result.GetValue(file)!.FullName, Shape.All.Single(shape => shape.Name == result.GetValue(name)).Make(result.GetValue(size))));

var stepSize = new Option<int>("--size") { Description = "The size of the modules in bytes.", DefaultValueFactory = _ => 100_000 };
var steps = new Command(
    "steps",
    "Makes modules that repeat a construct of the format, and measures, in processor time, how long compiling them goes on after it was "
    + "cancelled, and the longest that the JIT takes for a method.")
{
    filter, stepSize, least,
};
steps.SetAction(result => StepRun.Run(
    result.GetValue(filter)!, result.GetValue(stepSize), TimeSpan.FromMilliseconds(result.GetValue(least)), Console.Out));

var every = new Option<int>("--every") { Description = "Of so many modules one is run.", DefaultValueFactory = _ => 1 };
var all = new Option<bool>("--all")
{
    Description = "Each module runs on stacks of every size in every configuration, not each size in one.",
};
var set = new Command(
    "set",
    "Runs every hostile module beside another tenant, with all limits and with none but the deadline, in another process that must live.")
{
    filter, every, all,
};
set.SetAction(result =>
{
    using var run = new AttackRun(Environment.ProcessPath!, Console.Out);
    return run.Run(result.GetValue(filter)!, result.GetValue(every), result.GetValue(all)) == 0 ? 0 : 1;
});

var setWorker = new Command("set-worker", "The process in which hostile modules run.");
setWorker.SetAction(_ => AttackWorker.Serve(Console.In, Console.Out));

return new RootCommand("Hostile modules: their time and their memory.") { shapes, worker, write, steps, set, setWorker }
    .Parse(args).Invoke();
