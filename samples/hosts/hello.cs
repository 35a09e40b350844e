#:project ../../src/Lanner/Lanner.csproj
using Lanner;

using var engine = new Engine();
using var module = Module.FromFile(engine, "samples/hosts/hello.wat");       // .wasm works too
using var store = new Store(engine, new StoreLimits { MemoryBytes = 64 << 20 });
var linker = new Linker(engine);
linker.Define("env", "log", (Caller caller, int address, int length) =>
    Console.WriteLine(caller.Memory.ReadString(address, length)));
var add = linker.Instantiate(store, module).GetFunction<Func<int, int, int>>("add");
Console.WriteLine(add(2, 3));
