#:project ../../src/Lanner.Wasi/Lanner.Wasi.csproj
using Lanner;
using Lanner.Components;
using Lanner.Wasi;

using var engine = new Engine();
var component = Component.FromText(engine, File.ReadAllText("samples/hosts/command.wat"));
var builder = new WasiContextBuilder { Arguments = ["command"], Output = WasiOutput.Inherited };
using var context = builder.Build();
using var store = new Store(engine);
var linker = new ComponentLinker(engine);
linker.DefineWasi(context);
return WasiCommand.Run(linker.Instantiate(store, component));
