#:project ../../src/Lanner.Wasi/Lanner.Wasi.csproj
using System.Text;
using Lanner;
using Lanner.Components;
using Lanner.Wasi;

using var engine = new Engine();
var component = Component.FromText(engine, File.ReadAllText("samples/hosts/handler.wat"));
using var context = new WasiContextBuilder().Build();
using var store = new Store(engine);
var linker = new ComponentLinker(engine);
linker.DefineWasi(context);
var handler = new WasiHttpHandler(linker.Instantiate(store, component), context);
using var response = await handler.HandleAsync(new WasiHttpRequest("GET") { PathWithQuery = "/" });
using var reader = new StreamReader(response.Body, Encoding.UTF8);
Console.WriteLine($"{response.StatusCode} {await reader.ReadToEndAsync()}");
await response.Completion;
