#:project ../../src/Lanner/Lanner.csproj
using Lanner;

var folder = Directory.CreateTempSubdirectory("compiled-").FullName;

// Once: compile every function, and keep the code.
using (var compiler = new Engine())
using (var module = Module.FromFile(compiler, "samples/hosts/hello.wat"))
{
    module.SaveCompiled(Path.Combine(folder, "hello.lanner"));
}

// As often as you like: nothing is compiled. The file is trusted, as a library is.
using var engine = new Engine();
using (var module = Module.FromCompiled(engine, Path.Combine(folder, "hello.lanner")))
{
    Console.WriteLine(string.Join(", ", module.Exports.Select(export => export.Name)));
}

// Or have a cache do both: CodeCache.UserFolder is the place for one. Modules are compiled for it behind, or here by Add.
var cache = new CodeCache(Path.Combine(folder, "cache")) { FillsInBackground = false };
using var cached = new Engine(new EngineOptions { Cache = cache, UnloadsModules = false });
using (var module = Module.FromFile(cached, "samples/hosts/hello.wat"))
{
    cache.Add(module);
}

Console.WriteLine($"modules in the cache: {cache.Measure().Entries}");
