#:project ../../src/Lanner/Lanner.csproj
using Lanner;

using var engine = new Engine(new EngineOptions { Interruptible = true });
using var module = Module.FromText(engine, """
    (module
      (import "env" "fetch" (func $fetch (param i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "a page")
      (func (export "run") (result i32)
        (call $fetch (i32.const 0) (i32.const 6) (i32.const 100))))
    """);
var linker = new Linker(engine);

// What comes after an await runs on the guest's thread, so that the guest's memory is at hand.
linker.DefineAsync("env", "fetch", async (Caller caller, int name, int length, int place, CancellationToken cancellation) =>
{
    var page = caller.Memory.ReadString(name, length);
    await Task.Delay(10, cancellation);
    return caller.Memory.WriteString(place, $"the content of {page}");
});

// A hundred guests wait at once, each in a store of its own, on threads with small stacks. None of ours is blocked.
var scheduler = new GuestScheduler(maximumThreads: 100, stackSize: 256 << 10);
var prepared = linker.Prepare(module);
var lengths = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
{
    using var store = new Store(engine);
    return await store.RunAsync(() => prepared.Instantiate(store).GetFunction<Func<int>>("run")(), scheduler);
}));
Console.WriteLine($"{lengths.Length} guests, {lengths.Sum()} bytes");

// A guest that waits for too long, and is asked what for.
linker.AllowShadowing = true;
linker.DefineAsync("env", "fetch", async (int name, int length, int place, CancellationToken cancellation) =>
{
    await Task.Delay(Timeout.Infinite, cancellation);
    return 0;
});
using var slow = new Store(engine);
using var source = new CancellationTokenSource();
var call = linker.Instantiate(slow, module).GetFunction("run").InvokeAsync(default, cancellation: source.Token);
while (slow.GetWaits().Count == 0)
{
    await Task.Delay(1);
}

Console.WriteLine($"waits for {slow.GetWaits()[0].Function}");
source.Cancel();
try
{
    await call;
}
catch (OperationCanceledException)
{
    Console.WriteLine("cancelled");
}
