#:sdk Microsoft.NET.Sdk.Web
#:project ../../src/Lanner/Lanner.csproj
using Lanner;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddSingleton(new Engine(new EngineOptions { Interruptible = true }));
builder.Services.AddSingleton(services => Module.FromFile(services.GetRequiredService<Engine>(), "samples/add.wasm"));
builder.Services.AddSingleton(services => new Linker(services.GetRequiredService<Engine>()).Prepare(services.GetRequiredService<Module>()));
var app = builder.Build();

// The engine and the module with its imports are shared; each request has a store of its own, with what it may use.
app.MapGet("/factorial/{number:long}", (long number, Engine engine, PreparedModule module, CancellationToken aborted) =>
{
    using var store = new Store(engine, new StoreLimits { MemoryBytes = 1 << 20, CallTime = TimeSpan.FromSeconds(10) });
    using var interruption = store.InterruptOn(aborted);
    try
    {
        return Results.Text($"{module.Instantiate(store).GetFunction<Func<long, long>>("fac")(number)}\n");
    }
    catch (TrapException trap)
    {
        return Results.Problem(trap.Message);
    }
});
app.Run();
