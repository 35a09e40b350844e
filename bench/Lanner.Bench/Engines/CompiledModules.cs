using System.Reflection;
using Lanner.Bench.Loading;
using Lanner.Wasi;

namespace Lanner.Bench.Engines;

/// <summary>Modules whose code the command has compiled to a file before.</summary>
internal static class CompiledModules
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("lanner-bench-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private static int s_count;

    /// <summary>Loads a module with machine code from a file.</summary>
    internal static Module LoadSaved(Engine engine, byte[] module) => Module.FromCompiled(engine, Compile(module, ".lanner"));

    /// <summary>Loads a module from a library. It has an engine of its own.</summary>
    internal static Module LoadLibrary(Engine engine, byte[] module)
    {
        var path = Compile(module, ".dll", "--library", "--class", "Program");
        var type = Assembly.LoadFrom(path).GetType("Program", throwOnError: true)!;
        using var context = new WasiContextBuilder().Build();
        using var store = new Store(engine);
        var library = (WasmLibrary)Activator.CreateInstance(type, context, store)!;
        return library.Instance.Module;
    }

    private static string Compile(byte[] module, string extension, params string[] arguments)
    {
        var file = Path.Combine(Folder.Value, $"Module{Interlocked.Increment(ref s_count)}.wasm");
        File.WriteAllBytes(file, module);
        var output = Path.ChangeExtension(file, extension);
        var command = Path.Combine(Repository.FindRoot(), "artifacts", "bin", "Lanner.Cli", "release", "lanner.dll");
        var (exitCode, text) = Commands.Run("dotnet", [command, "compile", .. arguments, file, "-o", output]);
        return exitCode == 0 ? output : throw new EngineFailedException($"{command} compile ended with {exitCode}: {text}");
    }
}
