using Lanner.Bench.Engines;
using Lanner.Wasi;

namespace Lanner.Bench.InputOutput;

/// <summary>Runs the program with the standard streams of this process and one folder.</summary>
internal static class WasiProbe
{
    internal static void Run(string engine, string folder, string[] arguments)
    {
        var module = Path.Combine(AppContext.BaseDirectory, "io.wasm");
        string[] whole = ["io", .. arguments];
        if (engine == BenchmarkEngines.Wasmtime)
        {
            RunWasmtime(module, folder, whole);
        }
        else
        {
            RunLanner(module, folder, whole);
        }
    }

    private static void RunLanner(string path, string folder, string[] arguments)
    {
        var builder = new WasiContextBuilder { Arguments = arguments, Output = WasiOutput.Inherited, Error = WasiOutput.Inherited }
            .AddDirectory(folder, ".");
        using var context = builder.Build();
        using var engine = new Engine();
        using var module = Module.FromFile(engine, path);
        using var store = new Store(engine);
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        try
        {
            linker.Instantiate(store, module).GetFunction<Action>("_start")();
        }
        catch (WasiExitException exit)
        {
            Environment.ExitCode = exit.ExitCode;
        }
    }

    private static void RunWasmtime(string path, string folder, string[] arguments)
    {
        using var engine = new Wasmtime.Engine();
        using var module = Wasmtime.Module.FromFile(engine, path);
        using var store = new Wasmtime.Store(engine);
        using var linker = new Wasmtime.Linker(engine);
        linker.DefineWasi();
        store.SetWasiConfiguration(new Wasmtime.WasiConfiguration().WithArgs(arguments).WithInheritedStandardOutput()
            .WithInheritedStandardError().WithPreopenedDirectory(folder, ".", mutable: true));
        try
        {
            linker.Instantiate(store, module).GetAction("_start")!();
        }
        catch (Wasmtime.WasmtimeException exit) when (exit.ExitCode == 0)
        {
            // A program may end so.
        }
    }
}
