using System.CommandLine;
using Lanner.Bench.Engines;
using Lanner.Bench.Programs;

var engine = new Argument<string>("ENGINE");
var worker = new Command("worker", "Runs one engine for the other commands.") { engine };
worker.Hidden = true;
worker.SetAction(result => BenchmarkEngines.Serve(result.GetRequiredValue(engine)));

var root = new RootCommand("Measures Lanner beside other engines.")
{
    ProgramsCommand.Create(),
    worker,
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"lanner-bench: {exception.Message}");
    return 2;
}
