using System.CommandLine;
using Lanner.Bench;
using Lanner.Bench.Asynchronous;
using Lanner.Bench.Calls;
using Lanner.Bench.Components;
using Lanner.Bench.Engines;
using Lanner.Bench.InputOutput;
using Lanner.Bench.Instances;
using Lanner.Bench.Interruption;
using Lanner.Bench.Language;
using Lanner.Bench.Loading;
using Lanner.Bench.Metering;
using Lanner.Bench.Programs;
using Lanner.Bench.Starting;

var engine = new Argument<string>("ENGINE");
var worker = new Command("worker", "Runs one engine for the other commands.") { engine };
worker.Hidden = true;
worker.SetAction(result => BenchmarkEngines.Serve(result.GetRequiredValue(engine)));

var root = new RootCommand("Measures Lanner beside other engines.")
{
    ProgramsCommand.Create(),
    CallsCommand.Create(),
    ComponentsCommand.Create(),
    AsyncCommand.Create(),
    LoadCommand.Create(),
    StartsCommand.Create(),
    BackgroundCommand.Create(),
    InstancesCommand.Create(),
    MeteringCommand.Create(),
    InterruptionCommand.Create(),
    WasiCommand.Create(),
    LanguageCommand.Create(),
    AllCommand.Create(),
    LoadCommand.CreateProbe(),
    StartsCommand.CreateProbe(),
    BackgroundCommand.CreateProbe(),
    WasiCommand.CreateProbe(),
    worker,
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is ArgumentException or EngineFailedException or IOException)
{
    Console.Error.WriteLine($"lanner-bench: {exception.Message}");
    return 2;
}
