#:project ../../src/Lanner/Lanner.csproj
using Lanner;

using var engine = new Engine(new EngineOptions { Interruptible = true, FuelCosts = FuelCosts.Default });
using var module = Module.FromFile(engine, "samples/hosts/limits.wat");
using var store = new Store(engine, new StoreLimits
{
    MemoryBytes = 64 << 20,                      // of everything that its guests hold
    HeapBytes = 64 << 20,                        // of these, structures, arrays and exceptions
    TableElements = 100_000,
    StackBytes = 1 << 20,
    CallTime = TimeSpan.FromSeconds(30),
    Fuel = 100_000_000,
});
using var cancellation = new CancellationTokenSource();
var instance = new Linker(engine).Instantiate(store, module);
foreach (var name in (string[])["loop forever", "recurse forever", "grow forever", "cancel"])
{
    store.Fuel = name == "cancel" ? long.MaxValue : 100_000_000;
    cancellation.CancelAfter(name == "cancel" ? TimeSpan.FromMilliseconds(50) : Timeout.InfiniteTimeSpan);
    try
    {
        using (store.InterruptOn(cancellation.Token))
        {
            instance.GetFunction<Action>(name)();
        }
    }
    catch (TrapException trap)                   // Code, Limit, and Backtrace with source lines where the module has them
    {
        Console.WriteLine($"{name}: {trap.Code}, limit {trap.Limit?.Kind.ToString() ?? "none"}, in {trap.Backtrace[0].FunctionName}");
    }
}
