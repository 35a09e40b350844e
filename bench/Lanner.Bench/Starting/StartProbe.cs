using Lanner.Bench.Engines;
using Lanner.Wasi;

namespace Lanner.Bench.Starting;

/// <summary>Runs a module that was compiled before, in a process that has done nothing else: as a program does that embeds an
/// engine.</summary>
internal static class StartProbe
{
    /// <summary>Runs a compiled program.</summary>
    /// <param name="engine">The engine: <see cref="BenchmarkEngines.Wasmtime"/>, or else Lanner.</param>
    /// <param name="path">The file that the engine has compiled.</param>
    /// <param name="arguments">The program's arguments, without its name.</param>
    internal static int Run(string engine, string path, string[] arguments)
    {
        var thread = new Thread(
            () =>
            {
                using var output = Console.OpenStandardOutput();
                if (engine == BenchmarkEngines.Wasmtime)
                {
                    using var runner = new WasmtimeRunner();
                    runner.LoadCompiled(path);
                    runner.Run(["program", .. arguments], output);
                }
                else
                {
                    RunLanner(path, arguments);
                }
            },
            Worker.StackSize);
        thread.Start();
        thread.Join();
        return 0;
    }

    /// <summary>Compiles a module for Wasmtime.</summary>
    internal static void Compile(string module, string path)
    {
        using var runner = new WasmtimeRunner();
        runner.Load(File.ReadAllBytes(module));
        runner.SaveCompiled(path);
    }

    private static void RunLanner(string path, string[] arguments)
    {
        using var context = new WasiContextBuilder { Arguments = ["program", .. arguments], Output = WasiOutput.Inherited }.Build();
        using var engine = new Engine(new EngineOptions { UnloadsModules = false });
        using var module = Module.FromCompiled(engine, path);
        using var store = new Store(engine);
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        try
        {
            linker.Instantiate(store, module).GetFunction<Action>("_start")();
        }
        catch (WasiExitException exit) when (exit.ExitCode == 0)
        {
            // A program may end so.
        }
    }
}
