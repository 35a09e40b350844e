#:project ../../src/Lanner/Lanner.csproj
using System.Text;
using Lanner;

// Each file in the folder is a plug-in: it exports a memory, a place for text, and a function that changes the text in place.
using var engine = new Engine(new EngineOptions { Interruptible = true });
var linker = new Linker(engine);
var text = "plug-ins are guests";
foreach (var file in Directory.EnumerateFiles("samples/hosts/plugins", "*.wat").Order(StringComparer.Ordinal))
{
    // A store for each, so that none has to do with another, and all that one held is given back with it.
    using var module = Module.FromFile(engine, file);
    using var store = new Store(engine, new StoreLimits { MemoryBytes = 1 << 20, CallTime = TimeSpan.FromSeconds(10) });
    var instance = linker.Instantiate(store, module);
    var memory = instance.GetMemory("memory");
    var place = instance.GetFunction<Func<int, int>>("place");
    var transform = instance.GetFunction<Func<int, int, int>>("transform");

    var bytes = Encoding.UTF8.GetBytes(text);
    var address = place(bytes.Length);
    bytes.CopyTo(memory.GetSpan(address, bytes.Length));
    text = memory.ReadString(address, transform(address, bytes.Length));
    Console.WriteLine($"{Path.GetFileNameWithoutExtension(file)}: {text}");
}
