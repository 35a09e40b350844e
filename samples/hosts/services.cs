#:sdk Microsoft.NET.Sdk.Web
#:project ../../src/Lanner.AspNetCore/Lanner.AspNetCore.csproj
#:package Microsoft.AspNetCore.OpenApi
using System.Text;
using Lanner.AspNetCore;
using Lanner.Hosting;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddOpenApi();
builder.Services.AddLanner().AddGuest("numbers", guest =>
{
    guest.Source = GuestSource.FromFile("samples/add.wasm");
    guest.MemoryBytes = 1 << 20;
    guest.RunningTime = TimeSpan.FromSeconds(1);
});
var app = builder.Build();

// A component that handles requests, and a module of which each function is an endpoint.
app.MapWasm("/hello/{**rest}", "samples/hosts/handler.wat");
app.MapWasmFunctions("/numbers", "numbers");
app.MapOpenApi();
await app.StartAsync();

using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Console.WriteLine(await client.GetStringAsync("hello"));
foreach (var arguments in (string[])["[5]", "{\"p0\": 20}", "[\"five\"]"])
{
    using var content = new StringContent(arguments, Encoding.UTF8, "application/json");
    using var answer = await client.PostAsync("numbers/fac", content);
    Console.WriteLine($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
}

var document = await client.GetStringAsync("openapi/v1.json");
Console.WriteLine(document.Contains("/numbers/fac"));
await app.StopAsync();
