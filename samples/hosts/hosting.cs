#:sdk Microsoft.NET.Sdk.Web
#:project ../../src/Lanner.Hosting/Lanner.Hosting.csproj
using Lanner;
using Lanner.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddLanner()
    .AddGuest("numbers", "samples/add.wasm")
    .AddGuest("loops", guest =>
    {
        guest.Source = GuestSource.FromFile("samples/hosts/limits.wat");
        guest.MemoryBytes = 16 << 20;
        guest.RunningTime = TimeSpan.FromMilliseconds(100);     // without waiting
        guest.CallTime = TimeSpan.FromSeconds(30);              // with it
        guest.Pool.Maximum = 4;                                 // calls at once; others wait in a queue
    });
using var host = builder.Build();
await host.StartAsync();                                        // reads and compiles the guests, or fails

// Each call has a fresh instance, on a thread for guests.
var guests = host.Services.GetRequiredService<GuestCatalog>();
var product = await guests.Get("numbers").CallAsync(lease =>
    lease.Module!.GetFunction("fac").InvokeAsync(new Value[] { 20L }, lease.Scheduler, lease.Cancellation));
Console.WriteLine(product[0].AsInt64());
try
{
    await guests.Get("loops").CallAsync(lease =>
        lease.Module!.GetFunction("loop forever").InvokeAsync(default, lease.Scheduler, lease.Cancellation));
}
catch (GuestCallException failure)
{
    Console.WriteLine($"{failure.Guest}: {failure.Outcome}");
}

await host.StopAsync();                                         // lets calls come to their end
