using Lanner;
using SharpFuzz;

// What afl-fuzz runs and gives one input after another: run.sh starts it. Without afl-fuzz it reads one input, such as a find, from the
// standard input. The instrumented engine may be touched only when there is a place for its counts: inside of Run.
Engine? engine = null;
Fuzzer.Run(input =>
{
    engine ??= new Engine(new EngineOptions { Features = WasmFeatures.All });
    try
    {
        // Decoder or text parser, by how the input begins, and the validator.
        using var module = Module.FromStream(engine, input);
        _ = module.CustomSections.Count;
    }
    catch (Exception exception) when (exception is MalformedModuleException or InvalidModuleException or ResourceLimitException)
    {
        // The declared exceptions are what hostile input may end in; every other one is a find.
    }
});
