#:project ../../src/Lanner/Lanner.csproj
#:project ../../src/Lanner.Components/Lanner.Components.csproj
#:project ../../src/Lanner.Wasi/Lanner.Wasi.csproj
using System.Text;
using Lanner;
using Lanner.Components;
using Lanner.Wasi;

// A library in Rust, whose interface is samples/components/wit/words.wit.
const string Words = "lanner:samples/words@0.1.0";
using var engine = new Engine();
using var store = new Store(engine);
var linker = new ComponentLinker(engine);
var library = linker.Instantiate(store, Read("words-rust"));

// A call with values as text, in the WebAssembly Value Encoding; and with values.
Console.WriteLine(library.CallWave("""count("the host and the guest")"""));
var count = library.GetFunction($"{Words}#count");
foreach (var item in count.Call(ComponentValue.FromString("one two Two"))!.Value.AsList())
{
    Console.WriteLine($"{item.GetField("word").AsString()}: {item.GetField("count").AsU32()}");
}

// A resource lives in the library, and the host has a handle of it.
using (var counter = library.GetFunction($"{Words}#[constructor]counter").Call()!.Value.AsResource())
{
    var self = ComponentValue.FromBorrow(counter);
    library.GetFunction($"{Words}#[method]counter.add").Call(self, ComponentValue.FromString("a component, in parts"));
    Console.WriteLine(library.GetFunction($"{Words}#[method]counter.longest").Call(self)!.Value.ToWave());
}

// A program in C imports that interface. The library gives it, and of WASI the program gets no more than its standard streams.
var input = WasiInput.FromBytes(Encoding.UTF8.GetBytes("What the program reads\nthe library counts.\n"));
using var context = new WasiContextBuilder { Arguments = ["report"], Input = input, Output = WasiOutput.Inherited }.Build();
linker.DefineWasi(context);
linker.DefineInstance(Words, library.FindInstance(Words)!);
WasiCommand.Run(linker.Instantiate(store, Read("report")));

Component Read(string name) => Component.FromBinary(engine, File.ReadAllBytes($"samples/components/{name}.wasm"));
