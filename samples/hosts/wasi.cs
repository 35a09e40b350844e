#:project ../../src/Lanner.Wasi/Lanner.Wasi.csproj
using Lanner;
using Lanner.Wasi;

var builder = new WasiContextBuilder { Arguments = ["wordcount", "/data/wordcount.input"], Output = WasiOutput.Inherited };
builder.AddDirectory("samples", "/data", DirectoryRights.ReadOnly);
using var context = builder.Build();
using var engine = new Engine();
using var module = Module.FromFile(engine, "samples/wordcount.wasm");
using var store = new Store(engine);
var linker = new Linker(engine);
linker.DefineWasi(context);
linker.Instantiate(store, module).GetFunction<Action>("_start")();
